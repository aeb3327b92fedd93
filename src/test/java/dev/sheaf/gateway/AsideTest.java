package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsideTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Where the work was done, and where its result came. */
    private List<Boolean> onLoop(int bytes) throws Exception {
        CompletableFuture<List<Boolean>> seen = new CompletableFuture<>();
        loop.runOnContext(now -> Aside.of(bytes, Context::isOnEventLoopThread)
                .subscribe()
                .with(
                        worked -> seen.complete(List.of(worked, Vertx.currentContext() == loop)),
                        seen::completeExceptionally));
        return seen.get(30, TimeUnit.SECONDS);
    }

    @Test
    void what_is_small_is_done_where_it_is() throws Exception {
        assertThat(onLoop(Aside.LARGE - 1)).containsExactly(true, true);
    }

    @Test
    void what_is_large_is_done_on_a_worker_and_comes_back() throws Exception {
        assertThat(onLoop(Aside.LARGE)).containsExactly(false, true);
    }

    @Test
    void where_there_is_no_loop_nothing_has_to_come_back() {
        assertThat(Aside.of(Aside.LARGE, () -> 7).await().atMost(java.time.Duration.ofSeconds(30)))
                .isEqualTo(7);
    }
}
