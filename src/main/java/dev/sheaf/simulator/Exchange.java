package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One HTTP request and its reply, with the headers that every reply of the provider bears. */
final class Exchange {
    private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

    private final HttpServerRequest request;
    private final Till till;
    private final long number;
    private final SimulatedClock clock;
    private final long began;

    /** @param number of the request since the start */
    Exchange(HttpServerRequest request, Till till, long number, SimulatedClock clock) {
        this.request = request;
        this.till = till;
        this.number = number;
        this.clock = clock;
        this.began = clock.millis();
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    long number() {
        return number;
    }

    String header(String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** What stands behind a prefix of the path. */
    String after(String prefix) {
        return request.path().substring(prefix.length());
    }

    boolean gone() {
        return response().closed() || response().ended();
    }

    HttpServerResponse head(int status, String type, Map<String, String> headers) {
        till.replied(status);
        response().setStatusCode(status).putHeader("content-type", type);
        response().putHeader("x-request-id", "req_" + hex(Seeds.mix(number, 1)) + hex(Seeds.mix(number, 2)));
        response().putHeader("openai-processing-ms", String.valueOf(clock.millis() - began));
        response().putHeader("openai-version", "2020-10-01");
        response().putHeader("openai-organization", "org-simulator");
        headers.forEach(response()::putHeader);
        return response();
    }

    static String hex(long number) {
        String digits = Long.toHexString(number);
        return "0".repeat(16 - digits.length()) + digits;
    }

    /** Done when the reply has been handed to the connection whole. */
    Future<Void> send(int status, Map<String, String> headers, JsonNode body) {
        if (gone()) {
            return Future.failedFuture("the caller has gone");
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return head(status, "application/json", headers).end(Buffer.buffer(bytes));
    }

    Future<Void> send(JsonNode body) {
        return send(200, Map.of(), body);
    }

    /** A failure that the simulator meant, or else one that is its own: the caller hears of both. */
    void broken(Throwable failure) {
        if (failure instanceof ApiError error) {
            fail(error);
            return;
        }
        LOG.log(System.Logger.Level.ERROR, "The simulator failed on request " + number + ".", failure);
        fail(ApiError.of(500, "server_error", "simulator_failed", "The simulator failed: this is a bug of its own."));
    }

    Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException failure) {
                broken(failure);
            }
        };
    }

    <T> Handler<T> guarded(Handler<T> action) {
        return value -> guarded(() -> action.handle(value)).run();
    }

    /** Breaks the connection, in the middle of a reply or before it. */
    void hangUp() {
        request.connection().close();
    }

    void fail(ApiError error) {
        if (!response().headWritten()) {
            send(error.status(), error.headers(), error.body());
        }
    }
}
