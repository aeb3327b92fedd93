package dev.sheaf.app;

import dev.sheaf.gateway.FileStore;
import dev.sheaf.store.StoredFiles;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Where files are kept, and when those that have expired go. */
@ApplicationScoped
class FileClock {
    private static final Logger LOG = Logger.getLogger(FileClock.class);
    /** Longer than any connection is silent before the server closes it. */
    private static final Duration DRAFT_HOLD = Duration.ofHours(2);
    /** Files of a statement: each can have hundreds of chunks. */
    private static final int AT_ONCE = 10;

    private final FileStore files;

    FileClock(FileStore files) {
        this.files = files;
    }

    @Produces
    @Singleton
    static FileStore files(Instance<Pool> pool) {
        return new StoredFiles(pool::get, DRAFT_HOLD);
    }

    @Scheduled(
            every = "PT1M",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> sweep() {
        return Multi.createBy()
                .repeating()
                .uni(() -> files.sweep(AT_ONCE))
                .whilst(swept -> swept == AT_ONCE)
                .onFailure()
                .invoke(failure -> LOG.warnf("Expired files could not be deleted: %s", failure.getMessage()))
                .onFailure()
                .recoverWithCompletion()
                .onItem()
                .ignoreAsUni();
    }
}
