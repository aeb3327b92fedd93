package dev.sheaf.events;

import dev.sheaf.bulk.Works;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Has this replica work on what is due, because somebody said so. */
public final class Ticks {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Works works;
    private final InstantSource clock;

    public Ticks(Works works, InstantSource clock) {
        this.works = works;
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

    /** Works until nothing is due or under way any more, or the time is over; what is under way then goes on. */
    public Uni<Done> work(Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        long before = works.steps();
        return Multi.createBy()
                .repeating()
                .uni(() -> works.tick().onItem().delayIt().by(LOOK_AGAIN).chain(works::nextDue))
                .whilst(due -> isBusy(due) && clock.instant().isBefore(end))
                .collect()
                .last()
                .map(due -> new Done(works.steps() - before, due.map(clock.instant()::plus)));
    }

    private boolean isBusy(Optional<Duration> due) {
        return works.running() > 0
                || due.filter(wait -> wait.compareTo(LOOK_AGAIN) <= 0).isPresent();
    }
}
