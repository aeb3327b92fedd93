package dev.sheaf.app;

import dev.sheaf.access.Pace;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Hangs up on callers whose bodies do not come: of each that has not ended so much has to come in every window of time in
 * which it was waited for. It holds for bodies that are read, and for those of requests that were refused and are thrown
 * away as they come. A request without a body is nobody's to wait for, however long its answer takes.
 */
final class SlowSenders {
    /** Over HTTP/2 a body may come without a word. */
    private static final Set<HttpMethod> BODYLESS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final Map<HttpServerRequest, Progress> open = new ConcurrentHashMap<>();
    private final Duration window;
    private final long least;
    private final LongSupplier nanos;

    /** @param since by its own pace, when it had come to so many bytes */
    private record Progress(Pace pace, long bytes, long since) {}

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
        if (hasBody(request) && !request.isEnded()) {
            Pace pace = new Pace(nanos);
            pace.goWith(http);
            open.put(request, new Progress(pace, 0, 0));
            http.addEndHandler(answered -> drop(request, pace, answered.failed()));
        }
        http.next();
    }

    /** What Quarkus pauses and nobody reads never ends, so that an end alone says nothing. */
    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null
                ? length.chars().anyMatch(digit -> digit != '0')
                : request.version() == HttpVersion.HTTP_2
                        ? !BODYLESS.contains(request.method())
                        : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** What is left of a body after its answer is thrown away as it comes: the next request comes behind it. */
    private void drop(HttpServerRequest request, Pace pace, boolean gone) {
        if (gone || request.isEnded()) {
            open.remove(request);
        } else {
            pace.letCome();
            request.resume();
        }
    }

    /** To be called several times a window. @return how many were hung up on */
    int sweep() {
        return sweep(nanos.getAsLong());
    }

    /** The same at a time of the clock. */
    int sweep(long now) {
        open.keySet().removeIf(SlowSenders::isOver);
        int before = open.size();
        open.replaceAll((request, progress) -> isOver(progress, now) && isEnough(request, progress)
                ? new Progress(progress.pace, request.bytesRead(), progress.pace.waited(now))
                : progress);
        open.entrySet().removeIf(entry -> isOver(entry.getValue(), now) && hangUp(entry.getKey()));
        return before - open.size();
    }

    /** A reply that was given up tells nobody of its end. */
    private static boolean isOver(HttpServerRequest request) {
        return request.isEnded()
                || request.response().closed() && !request.response().ended();
    }

    private boolean isOver(Progress progress, long now) {
        return progress.pace.waited(now) - progress.since >= window.toNanos();
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
