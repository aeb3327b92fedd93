package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.store.StoredSchema;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;

/**
 * Refuses to start on tables that are older than this program. Newer ones will do: while replicas are replaced one after
 * the other, the old ones go on.
 */
@ApplicationScoped
class SchemaCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent first,
            InjectableInstance<Pool> pool) {
        if (pool.getHandle().getBean().isActive()) {
            held(version(pool.get()), MigrationFiles.newest());
        }
    }

    static void held(int there, int needed) {
        if (there < needed) {
            throw new Refused("The database's tables are at version " + there + ", and this program needs version "
                    + needed + ": run `sheaf migrate` with the same settings first.");
        }
    }

    /** Without the class of what it wraps, which says nothing to a user. */
    private static String why(Throwable failure) {
        String words = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String first = words.lines().findFirst().orElse("it does not say why");
        return first.replaceFirst("^[\\w.$]+(?:Exception|Error): ", "");
    }

    private static int version(Pool pool) {
        try {
            return new StoredSchema(pool).version().await().atMost(PATIENCE);
        } catch (RuntimeException failure) {
            throw new Refused("The database cannot be used: " + why(failure));
        }
    }
}
