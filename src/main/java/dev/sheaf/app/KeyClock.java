package dev.sheaf.app;

import dev.sheaf.access.Quotas;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Has what keys took written every second, and at the end; it is also how other replicas come to know. */
@ApplicationScoped
class KeyClock {
    private static final Logger LOG = Logger.getLogger(KeyClock.class);
    /** What the end waits for at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Quotas quotas;

    KeyClock(Quotas quotas) {
        this.quotas = quotas;
    }

    @Scheduled(
            every = "PT1S",
            identity = "limits-of-keys",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> write() {
        return quotas.write()
                .onFailure()
                .invoke(failure -> LOG.warnf("What keys took could not be written: %s.", failure.toString()))
                .onFailure()
                .recoverWithNull();
    }

    /** After the last request was answered. */
    void end(@Observes ShutdownEvent end) {
        write().ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .recoverWithNull()
                .await()
                .indefinitely();
    }
}
