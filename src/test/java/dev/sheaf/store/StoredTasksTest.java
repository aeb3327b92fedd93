package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.app.ServiceResource;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskCatalogContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class StoredTasksTest extends TaskCatalogContract {
    private static final Duration BOUND = Duration.ofSeconds(30);

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

    @Test
    void what_work_needs_is_found_on_any_thread() {
        Task task = await(() -> catalog().put("default", "threads", Tasks.sentiment()))
                .task();

        assertThat(catalog().find("default", "threads").await().atMost(BOUND)).contains(task);
        assertThat(catalog()
                        .version("default", "threads", task.version())
                        .await()
                        .atMost(BOUND))
                .contains(task);
    }
}
