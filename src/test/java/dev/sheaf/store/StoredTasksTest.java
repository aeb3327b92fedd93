package dev.sheaf.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.app.ServiceResource;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskCatalogContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.Supplier;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class StoredTasksTest extends TaskCatalogContract {
    @Inject
    ObjectMapper json;

    @Inject
    Pool pool;

    @Override
    protected TaskCatalog catalog() {
        InstantSource time = now::get;
        return new StoredTasks(pool, new DefinitionReader(DEFAULTS), json, time.withZone(ZoneOffset.UTC));
    }

    @Override
    protected <T> T await(Supplier<Uni<T>> asked) {
        try {
            return VertxContextSupport.subscribeAndAwait(asked);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
