package dev.sheaf.app;

import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.Spool;
import dev.sheaf.bulk.Works;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** When the bulk lane is worked on. */
@ApplicationScoped
class BulkClock {
    private static final Logger LOG = Logger.getLogger(BulkClock.class);
    /** No step leaves a file untouched for so long. */
    private static final Duration LEFT_OVER = Duration.ofHours(6);

    private final Works works;
    private final Leases leases;
    private final Spool spool;

    BulkClock(Works works, Leases leases, Spool spool) {
        this.works = works;
        this.leases = leases;
        this.spool = spool;
    }

    @Scheduled(every = "{sheaf.bulk.every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return works.tick().replaceWithVoid();
    }

    @Scheduled(every = "PT1H")
    @Blocking
    void sweep() {
        int swept = spool.sweep(Instant.now(), LEFT_OVER);
        if (swept > 0) {
            LOG.infof("%d files that a step had left in the spool were deleted.", swept);
        }
    }

    @Scheduled(every = "PT1M", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> endAbandoned() {
        return leases.endAbandoned()
                .onFailure()
                .invoke(failure -> LOG.warnf("Abandoned uploads could not be ended: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0)
                .replaceWithVoid();
    }

    /** Steps under way may end; what they have not done is done by whoever comes next. */
    void drain(@Observes ShutdownDelayInitiatedEvent end) {
        works.stop();
    }
}
