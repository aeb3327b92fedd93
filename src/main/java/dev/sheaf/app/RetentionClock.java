package dev.sheaf.app;

import dev.sheaf.store.StoredRetention;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import org.jboss.logging.Logger;

/** Has what was kept long enough taken away. */
@ApplicationScoped
class RetentionClock {
    private static final Logger LOG = Logger.getLogger(RetentionClock.class);
    /** Some 50,000 rows a minute, which no other work notices. */
    private static final int BATCHES = 50;

    private final StoredRetention retention;

    RetentionClock(Instance<Pool> pool, RetentionConfig config) {
        this.retention = new StoredRetention(pool::get, ages(config));
    }

    static StoredRetention.Ages ages(RetentionConfig config) {
        return new StoredRetention.Ages(
                config.items(),
                config.files(),
                config.knownAnswers(),
                config.audits(),
                config.calls(),
                config.events());
    }

    @Scheduled(
            every = "PT1M",
            delayed = "PT5S",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> purge() {
        return retention
                .purge(BATCHES)
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("What was kept long enough could not be deleted: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0)
                .replaceWithVoid();
    }
}
