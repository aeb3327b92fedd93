package dev.sheaf.events;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Files that callers name by their address, under the same rules as callbacks; nothing of them is held but a little. */
public final class Sources {
    private final Doors doors;
    private final Limits limits;
    private final LongSupplier nanos;

    /**
     * @param patience until the reply begins
     * @param idle how long it may be silent then
     * @param most in bytes
     * @param window in each of which a kilobyte a second has to come while it is waited for
     */
    public record Limits(Duration patience, Duration idle, long most, Duration window) {}

    /** @param nanos a clock as {@link System#nanoTime} */
    public Sources(Doors doors, Limits limits, LongSupplier nanos) {
        this.doors = doors;
        this.limits = limits;
        this.nanos = nanos;
    }

    /**
     * A file that comes.
     *
     * @param type its media type; empty where none is said
     * @param encoding how it is packed; empty where it is not
     */
    public record Source(InputStream body, String type, String encoding) {}

    /** Begins to read. Fails with {@link Unreadable}. */
    public Uni<Source> open(URI address) {
        return doors.find(address.toString())
                .chain(door -> doors.open(HttpMethod.GET, door))
                .chain(this::ask)
                .ifNoItem()
                .after(limits.patience)
                .failWith(() -> new Unreadable("no answer within " + limits.patience.toSeconds() + " s"))
                .onFailure(Doors.Closed.class)
                .transform(closed -> new Unreadable(String.valueOf(closed.getMessage())))
                .onFailure(failure -> !(failure instanceof Unreadable))
                .transform(failure ->
                        new Unreadable("no connection (" + failure.getClass().getSimpleName() + ")"));
    }

    private Uni<Source> ask(HttpClientRequest request) {
        request.putHeader("Accept", "text/csv, application/x-ndjson, application/jsonl, */*;q=0.1")
                .putHeader("Accept-Encoding", "gzip, identity")
                .putHeader("User-Agent", Courier.AGENT);
        return Uni.createFrom()
                .completionStage(() -> sent(request).toCompletionStage())
                .onFailure()
                .invoke(failure -> request.connection().close())
                .onCancellation()
                .invoke(() -> request.connection().close());
    }

    /** Its reader is there before it is: what comes of a body before somebody listens is lost without a word. */
    private Future<Source> sent(HttpClientRequest request) {
        Future<Source> source = request.response().map(this::source);
        request.end();
        return source;
    }

    private Source source(HttpClientResponse reply) {
        if (reply.statusCode() != 200) {
            throw new Doors.Closed("its answer has the status " + reply.statusCode());
        }
        return new Source(
                Inflow.of(reply, limits, nanos), said(reply, "Content-Type"), said(reply, "Content-Encoding"));
    }

    private static String said(HttpClientResponse reply, String header) {
        String value = reply.getHeader(header);
        return value == null ? "" : value;
    }
}
