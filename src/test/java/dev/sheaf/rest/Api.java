package dev.sheaf.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The service's API as a test asks it. */
final class Api {
    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http;
    private final URI base;

    Api(URI base) {
        this(base, HttpClient.Version.HTTP_1_1);
    }

    Api(URI base, HttpClient.Version version) {
        this.base = base;
        this.http = HttpClient.newBuilder().version(version).build();
    }

    record Reply(int status, Optional<String> type, HttpResponse<String> raw) {

        JsonNode json() {
            return Api.json(raw.body());
        }

        Optional<String> header(String name) {
            return raw.headers().firstValue(name);
        }

        /** A problem's violations as {@code field: message}. */
        List<String> violations() {
            List<String> all = new ArrayList<>();
            json().path("violations")
                    .forEach(violation -> all.add(violation.path("field").asText() + ": "
                            + violation.path("message").asText()));
            return all;
        }

        String code() {
            return json().path("code").asText();
        }

        /** The answers, each as {@code id=label} or {@code id!code}. */
        List<String> answers() {
            List<String> all = new ArrayList<>();
            json().path("answers").forEach(answer -> all.add(shown(answer)));
            return all;
        }
    }

    static String shown(JsonNode answer) {
        String id = answer.path("id").asText();
        return answer.has("error")
                ? id + "!" + answer.path("error").path("code").asText()
                : id + "=" + answer.path("label").asText();
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Single quotes for double ones. */
    static String quoted(String text) {
        return text.replace('\'', '"');
    }

    Reply get(String path) {
        return send(request(path).GET());
    }

    Reply delete(String path) {
        return send(request(path).DELETE());
    }

    Reply put(String path, String body) {
        return send(request(path).header("Content-Type", JSON).PUT(BodyPublishers.ofString(quoted(body))));
    }

    Reply post(String path, String body, String... headers) {
        return send(posted(path, BodyPublishers.ofString(quoted(body)), headers));
    }

    CompletableFuture<Reply> posting(String path, String body, String... headers) {
        return sending(posted(path, BodyPublishers.ofString(quoted(body)), headers));
    }

    HttpRequest.Builder posted(String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(path).POST(body).setHeader("Content-Type", JSON);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(BOUND);
    }

    Reply send(HttpRequest.Builder request) {
        return sending(request).orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS).join();
    }

    CompletableFuture<Reply> sending(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(
                        reply -> new Reply(reply.statusCode(), reply.headers().firstValue("Content-Type"), reply));
    }

    HttpClient http() {
        return http;
    }

    /** A sentiment task; more members in single quotes. */
    void sentiment(String name, String... members) {
        Reply reply = put(
                "/tasks/" + name,
                "{'instructions':'Classify the comment by its sentiment.','labels':['POSITIVE','NEGATIVE','NEUTRAL']"
                        + (members.length == 0 ? "" : "," + String.join(",", members)) + "}");
        if (reply.status() / 100 != 2) {
            throw new AssertionError(reply.raw().body());
        }
    }

    /** The value of a metric by the beginning of its line; 0 where there is none. */
    double metric(String line) {
        return get("/q/metrics")
                .raw()
                .body()
                .lines()
                .filter(found -> found.startsWith(line + " ") || found.startsWith(line + "{"))
                .mapToDouble(found -> Double.parseDouble(found.substring(found.lastIndexOf(' ') + 1)))
                .sum();
    }
}
