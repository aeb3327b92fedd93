package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service as a client sees it: one method a verb, every reply with its status, nothing retried. */
final class SheafClient {
    /** Seconds. */
    private static final long LONGEST_WAIT = 600;

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

        /** Whether there will be room before long. A wait for the next day is a refusal. */
        boolean isBusy() {
            boolean isFarAway =
                    retryAfter != null && retryAfter.matches("\\d{1,9}") && Long.parseLong(retryAfter) > LONGEST_WAIT;
            return status == 429 && !isFarAway;
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

    Reply audit(String task, JsonNode order) {
        return once("POST", "/tasks/" + segment(task) + "/audits", order);
    }

    Reply audit(String task, String id) throws IOException, InterruptedException {
        return send("GET", "/tasks/" + segment(task) + "/audits/" + segment(id), null);
    }

    /** An audit's report as a page; the status is anything. */
    HttpResponse<byte[]> auditPage(String task, String id) throws IOException, InterruptedException {
        URI uri = URI.create(address + "/tasks/" + segment(task) + "/audits/" + segment(id) + "/report");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).GET();
        return http.send(authorized(request).build(), BodyHandlers.ofByteArray());
    }

    Reply job(String id) throws IOException, InterruptedException {
        return send("GET", "/jobs/" + segment(id), null);
    }

    Reply jobs(String query) {
        return once("GET", "/jobs?" + query, null);
    }

    Reply costs(String query) {
        return once("GET", "/costs?" + query, null);
    }

    Reply makeKey(JsonNode wish) {
        return once("POST", "/keys", wish);
    }

    Reply keys(String query) {
        return once("GET", "/keys?" + query, null);
    }

    Reply revokeKey(String id) {
        return once("DELETE", "/keys/" + segment(id), null);
    }

    Reply eraseTenant(String tenant, boolean force) {
        return once("DELETE", "/tenants/" + segment(tenant) + "?force=" + force, null);
    }

    /** All that is kept of a tenant, which may take as long as it takes; the status is anything. */
    HttpResponse<InputStream> tenant(String tenant) throws IOException, InterruptedException {
        URI uri = URI.create(address + "/tenants/" + segment(tenant) + "/export");
        return http.send(authorized(HttpRequest.newBuilder(uri).GET()).build(), BodyHandlers.ofInputStream());
    }

    /** @param action cancel, pause, resume or retry */
    Reply change(String id, String action) {
        return once("POST", "/jobs/" + segment(id) + "/" + action, null);
    }

    /**
     * Gives a file to the service; this may take as long as it takes.
     *
     * @param headers names and values in turn
     */
    Reply upload(String query, BodyPublisher file, List<String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/jobs?" + query))
                .header("Accept", "application/json, application/problem+json")
                .headers(headers.toArray(String[]::new))
                .POST(file);
        return read(http.send(authorized(request).build(), BodyHandlers.ofByteArray()));
    }

    /** Has a file estimated; this may take as long as it takes. */
    Reply estimate(String query, BodyPublisher file, String contentType) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/estimates?" + query))
                .header("Accept", "application/json, application/problem+json")
                .header("Content-Type", contentType)
                .POST(file);
        return read(http.send(authorized(request).build(), BodyHandlers.ofByteArray()));
    }

    /** A job's answers, which may take as long as they take; the status is anything. */
    HttpResponse<InputStream> jobAnswers(String id, String query, String accept)
            throws IOException, InterruptedException {
        URI uri = URI.create(address + "/jobs/" + segment(id) + "/answers?" + query);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("Accept", accept).GET();
        return http.send(authorized(request).build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private static Reply read(HttpResponse<byte[]> response) {
        String retryAfter = response.headers().firstValue("Retry-After").orElse(null);
        return new Reply(response.statusCode(), Json.lenient(response.body()), retryAfter);
    }

    private Reply once(String method, String path, @Nullable JsonNode body) {
        try {
            return send(method, path, body);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw nobodyThere();
        } catch (IOException e) {
            throw CommandFailure.refused("No reply from " + address + ": " + said(e) + '.');
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.midway("Interrupted.");
        }
    }

    CommandFailure nobodyThere() {
        return CommandFailure.refused("Nothing answers at " + address + ": start the service with ./mvnw or"
                + " `sheaf serve`, set SHEAF_URL if it runs elsewhere, or let `sheaf answer --local` run it for the"
                + " duration of the command.");
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
        return read(http.send(authorized(request).build(), BodyHandlers.ofByteArray()));
    }

    private long patience() {
        return Math.max(1, Math.min(LONGEST_SECONDS, timeout.toSeconds() - MARGIN_SECONDS));
    }

    /** What an exception of the HTTP client has to say; some of them have no message. */
    static String said(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** Behind others of a query; nothing where there is no value. */
    static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + segment(value);
    }

    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
