package dev.sheaf.events;

import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.Works;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Has this replica work on what is due, because somebody said so. */
public final class Ticks {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Works works;
    private final Leases leases;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Uni<Done>> current = new AtomicReference<>();

    public Ticks(Works works, Leases leases, InstantSource clock) {
        this.works = works;
        this.leases = leases;
        this.clock = clock;
    }

    /**
     * What was done, here and meanwhile.
     *
     * @param steps that ended
     * @param nextDue when something is due next; empty where there is nothing left to do
     */
    public record Done(long steps, Optional<Instant> nextDue) {}

    /** Begins what is due. Never fails. */
    Uni<Integer> begin() {
        return works.tick();
    }

    /**
     * Works until nothing is due or under way any more, or the time is over; what is under way then goes on. Whoever asks
     * meanwhile shares the one that is being done.
     */
    public Uni<Done> work(Duration atMost) {
        Uni<Done> fresh = Uni.createFrom()
                .deferred(() -> alone(atMost))
                .onTermination()
                .invoke(() -> current.set(null))
                .memoize()
                .indefinitely();
        Uni<Done> other = current.compareAndExchange(null, fresh);
        return other == null ? fresh : other;
    }

    private Uni<Done> alone(Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        long before = works.steps();
        return leases.endAbandoned()
                .chain(() -> untilIdle(end))
                .map(due -> new Done(works.steps() - before, due.map(clock.instant()::plus)));
    }

    private Uni<Optional<Duration>> untilIdle(Instant end) {
        return Multi.createBy()
                .repeating()
                .uni(() -> works.tick().onItem().delayIt().by(LOOK_AGAIN).chain(works::nextDue))
                .whilst(due -> isBusy(due) && clock.instant().isBefore(end))
                .collect()
                .last();
    }

    private boolean isBusy(Optional<Duration> due) {
        boolean soon = due.filter(wait -> wait.compareTo(LOOK_AGAIN) <= 0).isPresent();
        return works.running() > 0 || soon && !works.isStopped();
    }
}
