package dev.sheaf.openai;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A provider on a loopback port that answers what the test wrote down, and remembers what it was asked. */
final class ProviderStub implements AutoCloseable {
    static final String GOOD = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"gpt-4o-mini-2024-07-18",
             "choices":[{"index":0,"message":{"role":"assistant","content":"[3] POSITIVE","refusal":null,"annotations":[]},
             "logprobs":null,"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1200,"completion_tokens":7,"total_tokens":1207,
             "prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},
             "completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0}},
             "service_tier":"default","system_fingerprint":"fp_1"}
            """;

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger mostUnderWay = new AtomicInteger();
    final CountDownLatch hungUp = new CountDownLatch(1);

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private volatile Consumer<HttpServerResponse> answer = response -> reply(response, 200, GOOD);

    record Asked(String how, String uri, Map<String, String> headers, String body) {}

    ProviderStub() {
        this(new HttpServerOptions());
    }

    ProviderStub(HttpServerOptions options) {
        server = vertx.createHttpServer(options)
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> {
                    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    request.response().closeHandler(closed -> hungUp.countDown());
                    request.body(body -> {
                        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                        request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
                        asked.add(new Asked(
                                request.version() + " " + request.method(),
                                request.uri(),
                                headers,
                                body.result().toString()));
                        answer.accept(request.response());
                    });
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + port() + "/v1");
    }

    void answers(int status, String body) {
        answer = response -> reply(response, status, body);
    }

    int port() {
        return server.actualPort();
    }

    void answersBy(Consumer<HttpServerResponse> how) {
        answer = how;
    }

    void reply(HttpServerResponse response, int status, String body) {
        underWay.decrementAndGet();
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("x-request-id", "req_42")
                .end(body);
    }

    Asked only() {
        if (asked.size() != 1) {
            throw new AssertionError("asked " + asked.size() + " times");
        }
        return asked.get(0);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
