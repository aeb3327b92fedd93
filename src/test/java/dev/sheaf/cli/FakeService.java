package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The service's HTTP contract on a loopback port, with misbehaviour on demand. */
final class FakeService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, ObjectNode> tasks = new TreeMap<>();
    private final Deque<Misbehaviour> script = new ConcurrentLinkedDeque<>();
    final FakeJobs jobs = new FakeJobs();
    final FakeAudits audits = new FakeAudits();
    final Collection<JsonNode> requests = new ConcurrentLinkedQueue<>();
    final Collection<String> keys = new ConcurrentLinkedQueue<>();

    final Collection<String> asked = new ConcurrentLinkedQueue<>();

    /** What was spent, as the service says it. */
    String costs = "{}";

    String keyList = "{}";

    /** What an item gets; the id is added. */
    Function<JsonNode, ObjectNode> answer =
            item -> Json.object().put("label", item.path("text").asText());

    /** What goes wrong with a request, by what it says; absent: nothing. */
    Function<JsonNode, @Nullable Misbehaviour> wrong = request -> null;

    /** Runs before each request for answers is answered. */
    Runnable before = () -> {};

    /** Stands in for the proper reply to one request for answers. */
    interface Misbehaviour {
        void reply(HttpExchange exchange, JsonNode request) throws IOException;
    }

    FakeService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/tasks", this::handle);
        server.createContext("/jobs", jobs::handle);
        server.createContext("/costs", exchange -> tell(exchange, costs));
        server.createContext("/keys", exchange -> tell(exchange, keyList));
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    FakeService task(String name, String definition) throws IOException {
        tasks.put(name, (ObjectNode) Json.MAPPER.readTree(definition));
        return this;
    }

    FakeService labels(String name) throws IOException {
        return task(name, "{\"labels\":[{\"name\":\"A\"}],\"packing\":{\"maxItems\":20}}");
    }

    /** The next requests for answers go wrong, one each. */
    FakeService next(Misbehaviour... wrong) {
        script.addAll(List.of(wrong));
        return this;
    }

    static Misbehaviour status(int status, String problem) {
        return (exchange, request) -> send(exchange, status, problem);
    }

    static Misbehaviour full(String retryAfter) {
        return (exchange, request) -> {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
            send(exchange, 429, "{\"code\":\"queue_full\",\"detail\":\"full\"}");
        };
    }

    static Misbehaviour hangUp() {
        return (exchange, request) -> exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        byte[] body = exchange.getRequestBody().readAllBytes();
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
        if (path.length == 1) {
            send(exchange, 200, list().toString());
        } else if (exchange.getRequestMethod().equals("PUT")) {
            put(exchange, path[1], (ObjectNode) Json.MAPPER.readTree(body));
        } else if (!tasks.containsKey(path[1])) {
            send(exchange, 404, "{\"code\":\"unknown_task\",\"detail\":\"unknown\"}");
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            tasks.remove(path[1]);
            exchange.sendResponseHeaders(204, -1);
        } else if (path.length == 2) {
            send(exchange, 200, view(path[1]).toString());
        } else if (path[2].equals("audits")) {
            audits.handle(exchange, path, Json.lenient(body));
        } else {
            answers(exchange, Json.MAPPER.readTree(body));
        }
    }

    private void tell(HttpExchange exchange, String what) throws IOException {
        asked.add(exchange.getRequestURI().toString());
        send(exchange, 200, what);
    }

    private void put(HttpExchange exchange, String name, ObjectNode definition) throws IOException {
        if (definition.path("instructions").asText().isEmpty()) {
            send(
                    exchange,
                    400,
                    "{\"code\":\"invalid_task\",\"detail\":\"The definition is wrong.\","
                            + "\"violations\":[{\"field\":\"instructions\",\"message\":\"must not be blank\"}]}");
            return;
        }
        tasks.put(name, definition);
        send(exchange, 201, view(name).toString());
    }

    private ObjectNode list() {
        ObjectNode list = Json.object();
        ArrayNode all = list.putArray("tasks");
        tasks.keySet().forEach(name -> all.addObject()
                .put("name", name)
                .put("version", "v1")
                .put("model", "gpt-4o-mini")
                .put("format", "lines"));
        return list;
    }

    private ObjectNode view(String name) {
        ObjectNode view = Json.object().put("name", name).put("version", "v1").put("createdAt", "2026-01-01T00:00:00Z");
        view.set("definition", tasks.get(name));
        view.putArray("versions").addObject().put("version", "v1").put("createdAt", "2026-01-01T00:00:00Z");
        return view;
    }

    private void answers(HttpExchange exchange, JsonNode request) throws IOException {
        requests.add(request);
        before.run();
        Misbehaviour scripted = script.poll();
        Misbehaviour misbehaviour = scripted == null ? wrong.apply(request) : scripted;
        if (misbehaviour == null) {
            send(exchange, 200, reply(request).toString());
        } else {
            misbehaviour.reply(exchange, request);
        }
    }

    private ObjectNode reply(JsonNode request) {
        ObjectNode reply = Json.object();
        ArrayNode answers = reply.putArray("answers");
        request.path("items")
                .forEach(it ->
                        answers.add(answer.apply(it).put("id", it.path("id").asText())));
        int items = request.path("items").size();
        reply.putObject("usage")
                .put("calls", (items + 19) / 20)
                .put("inputTokens", 10 * items)
                .put("outputTokens", items);
        return reply;
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
