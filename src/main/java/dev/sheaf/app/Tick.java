package dev.sheaf.app;

import dev.sheaf.bulk.WorkStore;
import dev.sheaf.bulk.Works;
import dev.sheaf.cli.Programs.Ticked;
import io.quarkus.arc.Arc;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What is due of all jobs, done by a service that runs for that alone. Blocks. */
final class Tick {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Works works;
    private final WorkStore store;
    private final InstantSource clock;

    private Tick(Works works, WorkStore store, InstantSource clock) {
        this.works = works;
        this.store = store;
        this.clock = clock;
    }

    /** Of the service that runs in this process. */
    static Tick ofThisProcess() {
        return new Tick(
                Arc.container().instance(Works.class).get(),
                Arc.container().instance(WorkStore.class).get(),
                InstantSource.system());
    }

    /** Goes on while something is due or under way, and begins nothing when the time is over. */
    Ticked run(Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        boolean more = true;
        while (more && clock.instant().isBefore(end)) {
            works.tick().await().atMost(ANSWER);
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            Duration due = nextDue();
            more = works.running() > 0 || due != null && due.isZero();
        }
        works.stop();
        while (works.running() > 0) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        Duration due = nextDue();
        return new Ticked(works.steps(), due == null ? null : clock.instant().plus(due));
    }

    private @Nullable Duration nextDue() {
        return store.nextDue().await().atMost(ANSWER).orElse(null);
    }
}
