package dev.sheaf.gateway;

import dev.sheaf.access.Keys;
import dev.sheaf.access.MemoryKeyDays;
import dev.sheaf.app.Loopback;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A front door on a free port, without the service behind it, and a client that knocks. */
final class Door implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final Loopback server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Door(Loopback server) {
        this.server = server;
    }

    static Door open(Keys keys, List<Endpoint> endpoints) {
        FrontDoor door = new FrontDoor(
                keys,
                MemoryKeyDays.unbounded(),
                () -> UUID.randomUUID().toString().replace("-", ""),
                endpoints);
        return new Door(Loopback.routing(door::open));
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    HttpResponse<String> post(String path, String body) {
        return send("POST", path, body, "Authorization", "Bearer any");
    }

    HttpResponse<String> send(String method, String path, @Nullable String body, String... headers) {
        return sending(method, path, body, headers)
                .orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** To be cancelled by a caller who hangs up. */
    CompletableFuture<HttpResponse<String>> sending(
            String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .timeout(BOUND)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.close();
    }
}
