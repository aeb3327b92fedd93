package dev.sheaf.store;

import dev.sheaf.app.DatabaseResource;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the pool of a database that no service works on, so that what falls due there is theirs alone. One for all
 * classes of a run, which what earlier ones began no longer works on.
 */
final class OwnDatabase implements BeforeAllCallback, ParameterResolver {

    @Override
    public void beforeAll(ExtensionContext context) {
        BulkRun.endOthers();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Pool.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OwnDatabase.class))
                .computeIfAbsent("database", key -> new Running(), Running.class)
                .pool;
    }

    private static final class Running implements AutoCloseable {
        private final DatabaseResource database = new DatabaseResource();
        private final Vertx vertx = Vertx.vertx();
        private final Pool pool;

        Running() {
            Map<String, String> properties = database.start();
            pool = PgBuilder.pool()
                    .using(vertx)
                    .connectingTo(PgConnectOptions.fromUri(properties.get("quarkus.datasource.reactive.url"))
                            .setUser(properties.get("quarkus.datasource.username"))
                            .setPassword(properties.get("quarkus.datasource.password")))
                    .with(new PoolOptions().setMaxSize(10))
                    .build();
        }

        @Override
        public void close() {
            pool.close().await().indefinitely();
            vertx.close().await().indefinitely();
            database.stop();
        }
    }
}
