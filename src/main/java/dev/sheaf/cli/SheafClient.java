package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The service as a client sees it: one method a verb, every reply with its status, nothing retried. */
final class SheafClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** So much earlier than this client the service gives up, so that its reasons still arrive. */
    private static final long MARGIN_SECONDS = 5;
    /** The longest wait that a service grants by default. */
    private static final long LONGEST_SECONDS = 900;

    private final URI address;
    private final @Nullable String key;
    private final Duration timeout;
    // HTTP/1.1 by name: an upgrade to HTTP/2 without TLS costs a round trip and gains nothing here
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** @param timeout how long one request may take */
    SheafClient(URI address, @Nullable String key, Duration timeout) {
        this.address = address;
        this.key = key;
        this.timeout = timeout;
    }

    /**
     * A reply of any status.
     *
     * @param body a missing node where it is no JSON
     * @param retryAfter the header as it came
     */
    record Reply(int status, JsonNode body, @Nullable String retryAfter) {
        boolean ok() {
            return status / 100 == 2;
        }

        Problem problem() {
            return Problem.of(status, body);
        }
    }

    URI address() {
        return address;
    }

    Reply tasks() {
        return once("GET", "/tasks", null);
    }

    Reply task(String name) {
        return once("GET", "/tasks/" + segment(name), null);
    }

    Reply put(String name, JsonNode definition) {
        return once("PUT", "/tasks/" + segment(name), definition);
    }

    Reply delete(String name) {
        return once("DELETE", "/tasks/" + segment(name), null);
    }

    /** @throws IOException where the connection cannot be made, breaks, or the reply does not come in time */
    Reply answers(String task, JsonNode items) throws IOException, InterruptedException {
        return send("POST", "/tasks/" + segment(task) + "/answers", items);
    }

    private Reply once(String method, String path, @Nullable JsonNode body) {
        try {
            return send(method, path, body);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw CommandFailure.refused("Nothing answers at " + address + ": start the service with ./mvnw or"
                    + " `sheaf serve`, set SHEAF_URL if it runs elsewhere, or let `sheaf answer --local` run it for the"
                    + " duration of the command.");
        } catch (IOException e) {
            throw CommandFailure.refused("No reply from " + address + ": " + said(e) + '.');
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.midway("Interrupted.");
        }
    }

    private Reply send(String method, String path, @Nullable JsonNode body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(timeout)
                .header("Accept", "application/json, application/problem+json")
                .header("X-Request-Timeout", String.valueOf(patience()))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        String retryAfter = response.headers().firstValue("Retry-After").orElse(null);
        return new Reply(response.statusCode(), Json.lenient(response.body()), retryAfter);
    }

    private long patience() {
        return Math.max(1, Math.min(LONGEST_SECONDS, timeout.toSeconds() - MARGIN_SECONDS));
    }

    /** What an exception of the HTTP client has to say; some of them have no message. */
    static String said(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
