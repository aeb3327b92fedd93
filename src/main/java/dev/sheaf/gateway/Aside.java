package dev.sheaf.gateway;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work whose time grows with the bytes that it reads: that on many is done on a worker, where it holds no other call up. */
final class Aside {
    /** From here on. Below, going there and back takes longer than the work. */
    static final int LARGE = 64 * 1024;

    private Aside() {}

    /** Does it when subscribed to; its result comes where this was called, if that was an event loop. */
    static <T> Uni<T> of(int bytes, Supplier<T> work) {
        Uni<T> done = Uni.createFrom().item(work);
        return bytes < LARGE
                ? done
                : done.runSubscriptionOn(Infrastructure.getDefaultWorkerPool()).emitOn(here());
    }

    /** The event loop at hand; where there is none, whoever has the result. */
    private static Executor here() {
        @Nullable Context loop = Vertx.currentContext();
        return loop == null ? Runnable::run : task -> loop.runOnContext(back -> task.run());
    }
}
