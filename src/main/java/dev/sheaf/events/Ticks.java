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
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has this replica work on what is due, because somebody said so. */
public final class Ticks {
    private static final Logger LOG = Logger.getLogger(Ticks.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    /** What is under way when the time is over has so long to be left where it can go on later. */
    private static final Duration TO_LEAVE = Duration.ofSeconds(2);

    private final Works works;
    private final Leases leases;
    private final InstantSource clock;
    private final Duration hook;
    private final AtomicReference<@Nullable Uni<Done>> current = new AtomicReference<>();

    /** @param hook how long the provider's webhook waits, where nobody would go on with what it begins */
    public Ticks(Works works, Leases leases, InstantSource clock, Duration hook) {
        this.works = works;
        this.leases = leases;
        this.clock = clock;
        this.hook = hook;
    }

    /**
     * What was done, here and meanwhile.
     *
     * @param steps that ended
     * @param nextDue when something is due next; empty where there is nothing left to do
     */
    public record Done(long steps, Optional<Instant> nextDue) {}

    /**
     * Begins what is due. Where this replica does not work by itself, it works on that and on what becomes due meanwhile, for a
     * webhook's time: behind the answer it may stand still. Never fails.
     */
    Uni<Void> begin() {
        return works.isByItself()
                ? works.tick().replaceWithVoid()
                : Uni.createFrom()
                        .deferred(() -> awaited(clock.instant().plus(hook)))
                        .onFailure()
                        .invoke(failure -> LOG.warnf("A webhook's work broke off: %s", failure.getMessage()))
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid();
    }

    /** Who hears of a batch before its end shows looks again within seconds. */
    private Uni<Optional<Duration>> awaited(Instant end) {
        return attended(end, () -> Duration.between(clock.instant(), end));
    }

    /**
     * Works until nothing is due or under way any more, or the time is over; what is under way then goes on, or is left where
     * it can go on later, where this replica does not work by itself. Whoever asks meanwhile shares the one that is being done.
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
        return leases.endOrWake()
                .chain(() -> attended(end, () -> LOOK_AGAIN))
                .map(due -> new Done(works.steps() - before, due.map(clock.instant()::plus)));
    }

    private Uni<Optional<Duration>> attended(Instant end, Supplier<Duration> soon) {
        return works.attended(untilIdle(end, soon)).chain(this::leave);
    }

    /** @param soon what is due within that is waited for */
    private Uni<Optional<Duration>> untilIdle(Instant end, Supplier<Duration> soon) {
        return Multi.createBy()
                .repeating()
                .uni(() -> works.tick().onItem().delayIt().by(LOOK_AGAIN).chain(works::look))
                .whilst(look -> isBusy(look, soon.get()) && clock.instant().isBefore(end))
                .collect()
                .last()
                .map(Works.Look::due);
    }

    private boolean isBusy(Works.Look look, Duration soon) {
        return look.isWorking() || look.isDueWithin(soon) && !works.isStopped();
    }

    /** What does not come to a halt in time keeps its lease until that runs out. */
    private Uni<Optional<Duration>> leave(Optional<Duration> due) {
        Instant end = clock.instant().plus(TO_LEAVE);
        return works.isBeingLeft()
                ? Multi.createBy()
                        .repeating()
                        .uni(() -> Uni.createFrom().item(end).onItem().delayIt().by(LOOK_AGAIN))
                        .whilst(last -> works.isBeingLeft() && clock.instant().isBefore(last))
                        .collect()
                        .last()
                        .chain(works::nextDue)
                : Uni.createFrom().item(due);
    }
}
