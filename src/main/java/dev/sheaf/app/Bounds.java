package dev.sheaf.app;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has slow callers hung up on. */
@ApplicationScoped
class Bounds {
    private static final int BEFORE_ALL = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 4;
    /** A kilobyte a second. */
    private static final long LEAST = 60 * 1_024;

    private final SlowSenders slow;
    private final SlowHeads heads;
    private final Vertx vertx;

    Bounds(DoorConfig config, Vertx vertx) {
        this.slow =
                new SlowSenders(config.bodyWindow(), LEAST * config.bodyWindow().toSeconds() / 60, System::nanoTime);
        this.heads = new SlowHeads(config.headTime(), System::nanoTime);
        this.vertx = vertx;
    }

    void open(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(heads::watch);
        router.route().order(BEFORE_ALL).handler(slow::watch);
    }

    @Scheduled(
            every = "PT10S",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void sweep() {
        slow.sweep();
        heads.sweep(vertx.nettyEventLoopGroup());
    }

    /** As if it were that time. @return how many were hung up on for their bodies */
    int sweep(long nanos) {
        heads.sweep(vertx.nettyEventLoopGroup(), nanos);
        return slow.sweep(nanos);
    }
}
