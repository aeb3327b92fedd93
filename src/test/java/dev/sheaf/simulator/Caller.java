package dev.sheaf.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Talks to a simulator with nothing but java.net.http. */
final class Caller {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String SENTIMENT =
            "Classify the sentiment.\n\nLabels:\n- POSITIVE\n- NEGATIVE\n- NEUTRAL\n\nAnswer each item on its own line as [number] LABEL.";
    static final String THREE =
            "[417] I love it, a great film\n[952] Terrible and boring, what a waste\n[233] It has two discs";

    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Caller(Simulator simulator) {
        this(simulator.port());
    }

    Caller(int port) {
        this.port = port;
    }

    static ObjectNode chat(String system, String user) {
        ObjectNode body = JSON.createObjectNode().put("model", "gpt-4o-mini").put("temperature", 0);
        ArrayNode messages = body.putArray("messages");
        if (!system.isEmpty()) {
            messages.addObject().put("role", "system").put("content", system);
        }
        messages.addObject().put("role", "user").put("content", user);
        return body;
    }

    static ObjectNode sentiment() {
        return chat(SENTIMENT, THREE);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer any");
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    HttpResponse<String> ask(JsonNode body) throws IOException {
        return post("/v1/chat/completions", body.toString());
    }

    HttpResponse<String> post(String path, String body) throws IOException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends a request, waits until the simulator shows that it has it, and hangs up. */
    void hangUp(JsonNode body, java.util.function.BooleanSupplier taken) throws IOException {
        byte[] bytes = body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String head =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\nContent-Length: "
                        + bytes.length + "\r\n\r\n";
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            await(taken);
            if (socket.getInputStream().available() > 0) {
                throw new AssertionError("was answered");
            }
        }
    }

    /** Asks the simulator for its bill until it shows what is waited for. */
    void await(java.util.function.BooleanSupplier seen) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never seen");
            }
            get("/simulator/bill");
        }
        // one more turn of the event loop: what it was in the middle of is done
        get("/simulator/bill");
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(request(path).GET());
    }

    HttpResponse<String> put(String path, String body) throws IOException {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** The first choice's text. */
    String content(JsonNode body) throws IOException {
        return json(ask(body)).at("/choices/0/message/content").asText();
    }

    /** The arguments of the first choice's call. */
    JsonNode arguments(JsonNode body) throws IOException {
        return json(json(ask(body))
                .at("/choices/0/message/tool_calls/0/function/arguments")
                .asText());
    }
}
