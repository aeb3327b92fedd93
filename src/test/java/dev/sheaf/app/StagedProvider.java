package dev.sheaf.app;

import dev.sheaf.simulator.Bill;
import dev.sheaf.simulator.Latency;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The simulator behind a door. A call whose body holds a word that a test has staged is held or refused there; all others
 * pass. Tests choose words of their own, so they do not disturb each other.
 */
public final class StagedProvider implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator = Simulator.start(SimulatorOptions.DEFAULT.withLatency(Latency.NONE));
    private final HttpClient client = vertx.createHttpClient();
    private final HttpServer server;
    private final Map<String, Scene> scenes = new ConcurrentHashMap<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    /** What happens to calls that hold the word. */
    private interface Scene {
        void play(HttpServerRequest request, Buffer body);
    }

    /** Calls that wait at the door until the test opens it. */
    public final class Held implements Scene {
        private final CompletableFuture<Void> open = new CompletableFuture<>();
        private final List<HttpServerRequest> arrived = new CopyOnWriteArrayList<>();
        private final List<HttpServerRequest> hungUp = new CopyOnWriteArrayList<>();

        @Override
        public void play(HttpServerRequest request, Buffer body) {
            request.response().closeHandler(closed -> hungUp.add(request));
            arrived.add(request);
            open.thenRun(() -> pass(request, body));
        }

        public int arrived() {
            return arrived.size();
        }

        /** Calls that were given up while they waited. */
        public int hungUp() {
            return hungUp.size();
        }

        public void release() {
            open.complete(null);
        }
    }

    public StagedProvider() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    /** What the simulator behind the door served. */
    public Bill bill() {
        return simulator.bill();
    }

    /** The bodies of all calls so far that hold the word. */
    public List<String> calls(String word) {
        return bodies.stream().filter(body -> body.contains(word)).toList();
    }

    public Held hold(String word) {
        Held held = new Held();
        scenes.put(word, held);
        return held;
    }

    /** Calls with the word are answered so; the last answer goes on. {@code "pass"} as body: the simulator's answer. */
    public void replies(String word, Reply first, Reply... next) {
        var script = new java.util.ArrayDeque<>(List.of(next));
        script.addFirst(first);
        scenes.put(word, (request, body) -> {
            Reply reply;
            synchronized (script) {
                reply = script.size() > 1 ? script.removeFirst() : script.getFirst();
            }
            reply.play(this, request, body);
        });
    }

    /** An answer that a test wrote down. */
    public record Reply(int status, Map<String, String> headers, String body) {
        public static final Reply PASS = new Reply(0, Map.of(), "");

        public static Reply error(int status, String code) {
            return new Reply(
                    status,
                    Map.of("retry-after-ms", "1"),
                    "{\"error\":{\"message\":\"No: " + code + "\",\"type\":\"t\",\"param\":null,\"code\":\"" + code
                            + "\"}}");
        }

        void play(StagedProvider door, HttpServerRequest request, Buffer sent) {
            if (status == 0) {
                door.pass(request, sent);
                return;
            }
            headers.forEach(request.response()::putHeader);
            request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(body);
        }
    }

    private void take(HttpServerRequest request, Buffer body) {
        String text = body.toString();
        bodies.add(text);
        scenes.entrySet().stream()
                .filter(scene -> text.contains(scene.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(this::pass)
                .play(request, body);
    }

    private void pass(HttpServerRequest request, Buffer body) {
        client.request(HttpMethod.POST, simulator.port(), "127.0.0.1", request.uri())
                .compose(onward -> send(request, onward, body))
                .onFailure(failure -> request.connection().close());
    }

    private static io.vertx.core.Future<Void> send(HttpServerRequest request, HttpClientRequest onward, Buffer body) {
        onward.headers().addAll(request.headers());
        return onward.send(body).compose(reply -> reply.body().compose(answer -> {
            if (request.response().closed()) {
                return io.vertx.core.Future.succeededFuture();
            }
            request.response().headers().addAll(reply.headers());
            return request.response().setStatusCode(reply.statusCode()).end(answer);
        }));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        simulator.close();
    }
}
