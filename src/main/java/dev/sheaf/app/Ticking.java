package dev.sheaf.app;

import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.Works;
import dev.sheaf.cli.Programs;
import io.quarkus.arc.Unremovable;
import io.quarkus.scheduler.Scheduler;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Works on what is due, and waits for it on the calling thread; asked for by name where a command wants just that. */
@Singleton
@Unremovable
class Ticking {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Works works;
    private final Leases leases;
    private final FileClock files;
    private final RetentionClock retention;
    private final Scheduler scheduler;
    private final Clock clock;

    Ticking(Works works, Leases leases, FileClock files, RetentionClock retention, Scheduler scheduler, Clock clock) {
        this.works = works;
        this.leases = leases;
        this.files = files;
        this.retention = retention;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    Programs.Ticked work(Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        pause();
        endOrWake();
        boolean busy;
        do {
            works.tick().await().atMost(BOUND);
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            busy = isBusy();
            if (busy && scheduler.isStarted()) {
                scheduler.resume();
            }
        } while (busy && clock.instant().isBefore(end));
        pause();
        works.stop();
        Instant patience = clock.instant().plus(BOUND);
        while ((works.isClaiming() || works.running() > 0) && clock.instant().isBefore(patience)) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        files.sweep()
                .chain(retention::purge)
                .ifNoItem()
                .after(BOUND)
                .fail()
                .onFailure()
                .recoverWithNull()
                .await()
                .indefinitely();
        Instant due =
                works.nextDue().await().atMost(BOUND).map(clock.instant()::plus).orElse(null);
        return new Programs.Ticked(works.stepsByKind(), due);
    }

    private void endOrWake() {
        leases.endOrWake()
                .ifNoItem()
                .after(BOUND)
                .fail()
                .onFailure()
                .recoverWithItem(0)
                .await()
                .indefinitely();
    }

    /** What is done regularly is for ticks that last: it would still be at work when one that has nothing to do is over. */
    private void pause() {
        if (scheduler.isStarted()) {
            scheduler.pause();
        }
    }

    private boolean isBusy() {
        Works.Look look = works.look().await().atMost(BOUND);
        return look.isWorking() || look.isDueWithin(LOOK_AGAIN);
    }
}
