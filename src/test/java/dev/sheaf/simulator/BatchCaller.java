package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Uploads files and orders batches with nothing but java.net.http. */
public final class BatchCaller {
    static final Set<String> OVER = Set.of("completed", "failed", "expired", "cancelled");
    private static final String BOUNDARY = "a-boundary-of-a-test";

    private final Caller caller;

    BatchCaller(Caller caller) {
        this.caller = caller;
    }

    public static BatchCaller of(Simulator simulator) {
        return new BatchCaller(new Caller(simulator));
    }

    static String line(String id, int seed) {
        ObjectNode line = Caller.JSON
                .createObjectNode()
                .put("custom_id", id)
                .put("method", "POST")
                .put("url", "/v1/chat/completions");
        line.set("body", Caller.sentiment().put("seed", seed));
        return line.toString();
    }

    /** Requests that differ, with custom_ids from r-0 on. */
    static String lines(int count) {
        return lines("r-", count);
    }

    static String lines(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> line(prefix + i, i) + "\n")
                .collect(Collectors.joining());
    }

    static String part(String name, String value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    static String file(String name, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n";
    }

    HttpResponse<String> form(String... parts) throws IOException {
        String body = String.join("", parts) + "--" + BOUNDARY + "--\r\n";
        return caller.send(caller.request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8))));
    }

    HttpResponse<String> uploading(String name, String content) throws IOException {
        return form(part("purpose", "batch"), file(name, content));
    }

    /** The file's id. */
    String upload(String content) throws IOException {
        HttpResponse<String> response = uploading("requests.jsonl", content);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.body());
        }
        return Caller.json(response).get("id").asText();
    }

    static ObjectNode order(String file) {
        return Caller.JSON
                .createObjectNode()
                .put("input_file_id", file)
                .put("endpoint", "/v1/chat/completions")
                .put("completion_window", "24h");
    }

    HttpResponse<String> create(JsonNode order) throws IOException {
        return caller.post("/v1/batches", order.toString());
    }

    /** The batch's id. */
    public String ordered(String content) throws IOException {
        HttpResponse<String> response = create(order(upload(content)));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.body());
        }
        return Caller.json(response).get("id").asText();
    }

    /** Asks until a batch has one of these statuses. */
    JsonNode until(String id, Set<String> statuses) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            HttpResponse<String> response = caller.get("/v1/batches/" + id);
            if (response.statusCode() == 200
                    && statuses.contains(Caller.json(response).get("status").asText())) {
                return Caller.json(response);
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("never seen: " + statuses + ", but " + response.body());
            }
        }
    }

    public JsonNode over(String id) throws IOException {
        return until(id, OVER);
    }

    public String content(JsonNode file) throws IOException {
        return caller.get("/v1/files/" + file.asText() + "/content").body();
    }

    /** The lines of a file, or none where there is no file. */
    List<JsonNode> read(JsonNode file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        if (file.isTextual() && !file.asText().isEmpty()) {
            content(file).lines().forEach(line -> lines.add(Caller.json(line)));
        }
        return lines;
    }

    static List<String> ids(List<JsonNode> lines) {
        return lines.stream().map(line -> line.get("custom_id").asText()).toList();
    }
}
