package dev.sheaf.app;

import dev.sheaf.simulator.Bill;
import dev.sheaf.simulator.Latency;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.simulator.SimulatorOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Calls with the word are answered so, one after the other; the last answer stays. */
    public void replies(String word, Reply first, Reply... next) {
        Deque<Reply> script = new ArrayDeque<>(List.of(next));
        script.addFirst(first);
        scenes.put(word, (request, body) -> {
            Reply reply;
            synchronized (script) {
                reply = script.size() > 1 ? script.removeFirst() : script.getFirst();
            }
            reply.play(this, request, body);
        });
    }

    /** What a test wrote down as the provider's answer to a call. */
    public interface Reply {
        Pattern SLOT = Pattern.compile("(?m)^\\[(\\d+)]");

        /** The simulator's own answer. */
        Reply PASS = StagedProvider::pass;

        static Reply error(int status, String code) {
            return (door, request, body) -> answer(
                    request,
                    status,
                    "{\"error\":{\"message\":\"No: " + code + "\",\"type\":\"t\",\"param\":null,\"code\":\""
                            + code.replaceFirst(" .*", "") + "\"}}");
        }

        /** A completion with this text. */
        static Reply text(String text) {
            return (door, request, body) -> answer(request, 200, completion(text));
        }

        /** A completion with a line for every numbered slot. */
        static Reply lines(String label) {
            return (door, request, body) -> answer(
                    request,
                    200,
                    completion(
                            slots(body).map(slot -> "[" + slot + "] " + label).collect(Collectors.joining("\n"))));
        }

        /** A completion of JSON with the same fields for every numbered slot. */
        static Reply fields(String json) {
            return (door, request, body) -> answer(
                    request,
                    200,
                    completion(slots(body)
                            .map(slot -> "\"" + slot + "\":" + json)
                            .collect(Collectors.joining(",", "{", "}"))));
        }

        private static Stream<String> slots(Buffer body) {
            return SLOT.matcher(items(body)).results().map(slot -> slot.group(1));
        }

        private static String items(Buffer body) {
            JsonArray messages = body.toJsonObject().getJsonArray("messages");
            return messages.getJsonObject(messages.size() - 1).getString("content");
        }

        void play(StagedProvider door, HttpServerRequest request, Buffer body);

        private static String completion(String text) {
            return new JsonObject()
                    .put("model", "gpt-4o-mini")
                    .put(
                            "choices",
                            new JsonArray()
                                    .add(new JsonObject()
                                            .put("finish_reason", "stop")
                                            .put(
                                                    "message",
                                                    new JsonObject()
                                                            .put("role", "assistant")
                                                            .put("content", text))))
                    .put("usage", new JsonObject().put("prompt_tokens", 10).put("completion_tokens", 5))
                    .encode();
        }

        private static void answer(HttpServerRequest request, int status, String body) {
            request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .putHeader("retry-after-ms", "1")
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

    private static Future<Void> send(HttpServerRequest request, HttpClientRequest onward, Buffer body) {
        onward.headers().addAll(request.headers());
        return onward.send(body).compose(reply -> reply.body().compose(answer -> {
            if (request.response().closed()) {
                return Future.succeededFuture();
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
