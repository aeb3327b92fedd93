package dev.sheaf.app;

import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.Spool;
import dev.sheaf.bulk.Works;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** When the bulk lane is worked on. */
@ApplicationScoped
class BulkClock {
    private static final Logger LOG = Logger.getLogger(BulkClock.class);
    /** No step leaves a file untouched for so long. */
    private static final Duration LEFT_OVER = Duration.ofHours(6);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private volatile Instant patience = Instant.MIN;
    private final Works works;
    private final Leases leases;
    private final Spool spool;
    private final BulkConfig config;
    private final Duration longest;

    /** @param longest from the word to end, together with the requests that are still being answered */
    BulkClock(
            Works works,
            Leases leases,
            Spool spool,
            BulkConfig config,
            @ConfigProperty(name = "quarkus.shutdown.timeout") Duration longest) {
        this.config = config;
        this.longest = longest;
        this.works = works;
        this.leases = leases;
        this.spool = spool;
    }

    @Scheduled(
            every = "{sheaf.bulk.every}",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> tick() {
        return config.work() ? works.tick().replaceWithVoid() : Uni.createFrom().voidItem();
    }

    private void wake(int jobs) {
        if (jobs > 0) {
            works.wake();
        }
    }

    @Scheduled(every = "PT1H", skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @Blocking
    void sweep() {
        int swept = spool.sweep(Instant.now(), LEFT_OVER);
        if (swept > 0) {
            LOG.infof("%d files that a step had left in the spool were deleted.", swept);
        }
    }

    @Scheduled(
            every = "PT1M",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> endOrWake() {
        if (!config.work()) {
            return Uni.createFrom().voidItem(); // nobody here to be woken: ticks do it
        }
        return leases.endOrWake()
                .invoke(jobs -> wake(jobs))
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("Jobs could not be ended or woken whose time has come: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** Steps under way may end; what they have not done is done by whoever comes next. */
    void drain(@Observes ShutdownDelayInitiatedEvent end) {
        works.stop();
        patience = Instant.now().plus(longest);
    }

    /**
     * A step that ends gives its lease back, so others go on at once; one that does not end in time keeps it until it runs
     * out, since what it is about is not known. Before the database goes.
     */
    void end(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent end) {
        works.stop();
        while ((works.isClaiming() || works.running() > 0) && Instant.now().isBefore(patience)) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        if (works.running() > 0) {
            LOG.warnf("%d steps of jobs were still under way at the end; their leases run out.", works.running());
        }
    }
}
