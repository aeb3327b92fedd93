package dev.sheaf.app;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Hangs up on callers whose bodies do not come: of each that has not ended so much has to come in every window of time. It
 * holds for bodies that are read, and for those of requests that were refused and are thrown away as they come.
 */
final class SlowSenders {
    private final Map<HttpServerRequest, Progress> open = new ConcurrentHashMap<>();
    private final Duration window;
    private final long least;
    private final LongSupplier nanos;

    private record Progress(long bytes, long since) {}

    /**
     * @param least bytes in each window
     * @param nanos a clock as {@link System#nanoTime}
     */
    SlowSenders(Duration window, long least, LongSupplier nanos) {
        this.window = window;
        this.least = least;
        this.nanos = nanos;
    }

    void watch(RoutingContext http) {
        HttpServerRequest request = http.request();
        if (!request.isEnded()) {
            open.put(request, new Progress(0, nanos.getAsLong()));
            http.addEndHandler(answered -> forgetIfWhole(request));
        }
        http.next();
    }

    private void forgetIfWhole(HttpServerRequest request) {
        if (request.isEnded()) {
            open.remove(request);
        }
    }

    /** To be called several times a window. @return how many were hung up on */
    int sweep() {
        long now = nanos.getAsLong();
        int before = open.size();
        open.keySet().removeIf(HttpServerRequest::isEnded);
        int whole = before - open.size();
        open.replaceAll((request, progress) -> isOver(progress, now) && isEnough(request, progress)
                ? new Progress(request.bytesRead(), now)
                : progress);
        open.entrySet().removeIf(entry -> isOver(entry.getValue(), now) && hangUp(entry.getKey()));
        return before - whole - open.size();
    }

    private boolean isOver(Progress progress, long now) {
        return now - progress.since >= window.toNanos();
    }

    private boolean isEnough(HttpServerRequest request, Progress progress) {
        return request.bytesRead() - progress.bytes >= least;
    }

    private static boolean hangUp(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
        return true;
    }

    int watched() {
        return open.size();
    }
}
