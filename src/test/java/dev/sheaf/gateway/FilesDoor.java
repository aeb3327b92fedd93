package dev.sheaf.gateway;

import dev.sheaf.access.Caller;
import dev.sheaf.access.Keys;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The files' addresses over a store in memory; a key is its caller's tenant. */
final class FilesDoor implements AutoCloseable {
    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    static final int MOST = 64 << 20;
    private static final Keys KEYS = (key, local) -> Uni.createFrom().item(Optional.of(new Caller(key)));

    final MemoryFiles files = new MemoryFiles(NOW, Duration.ofHours(1));
    private final AtomicInteger ids = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Door door;

    FilesDoor() {
        this(MOST);
    }

    /** @param most bytes in a file */
    FilesDoor(long most) {
        var endpoint = new FilesEndpoint(files, this::now, () -> "" + ids.incrementAndGet(), most);
        this.door = Door.open(KEYS, List.of(endpoint));
    }

    /** A second later at each file. */
    private Instant now() {
        return NOW.plusSeconds(ids.get());
    }

    URI address(String path) {
        return door.address(path);
    }

    HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer ours")
                .method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> send(String method, String path, String... headers) {
        return send(method, path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<byte[]> post(byte[] form) {
        return send("POST", "/v1/files", BodyPublishers.ofByteArray(form), "Content-Type", MultipartBody.TYPE);
    }

    HttpResponse<byte[]> post(MultipartBody form) {
        return post(form.bytes());
    }

    String get(String path) {
        return text(send("GET", path));
    }

    static String text(HttpResponse<byte[]> reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        door.close();
    }
}
