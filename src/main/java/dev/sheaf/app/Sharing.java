package dev.sheaf.app;

import dev.sheaf.openai.SharedLimits;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** This replica among the others: it says that it lives from before its first request to its end. */
@ApplicationScoped
class Sharing {
    private static final Logger LOG = Logger.getLogger(Sharing.class);
    /** What start and end wait for at most: neither depends on it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SharedLimits limits;

    Sharing(SharedLimits limits) {
        this.limits = limits;
    }

    void join(@Observes StartupEvent start) {
        waitFor(limits.renew());
    }

    @Scheduled(
            every = "{sheaf.openai.share-renewal}",
            identity = "share-renewal",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> renew() {
        return limits.renew();
    }

    void leave(@Observes ShutdownEvent end) {
        waitFor(limits.leave());
    }

    private static void waitFor(Uni<Void> done) {
        try {
            done.await().atMost(PATIENCE);
        } catch (TimeoutException slow) {
            LOG.debug("The database took too long for the list of replicas.");
        }
    }
}
