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
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.Supplier;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class StoredTasksTest extends TaskCatalogContract {
    @Inject
    ObjectMapper json;

    @Override
    protected TaskCatalog catalog() {
        InstantSource time = now::get;
        return new StoredTasks(new DefinitionReader(DEFAULTS), json, time.withZone(ZoneOffset.UTC));
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
