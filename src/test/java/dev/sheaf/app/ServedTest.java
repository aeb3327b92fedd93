package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What platforms ask of the service is answered as they ask it: probes, and HTTP/2 without TLS from the first byte. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class ServedTest {
    /** Above it Cloud Run lets nothing through that comes by HTTP/1. */
    private static final int MEBIBYTES = 33;

    private static final long PATIENCE_SECONDS = 120;

    @TestHTTPResource
    URI base;

    @Inject
    Vertx vertx;

    private HttpClient http;

    @BeforeEach
    void open() {
        http = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost(base.getHost())
                .setDefaultPort(base.getPort()));
    }

    @AfterEach
    void close() {
        http.close();
    }

    private record Reply(int status, HttpVersion version, JsonObject body) {}

    private Reply send(HttpMethod method, String path, String type, List<Buffer> chunks) throws Exception {
        return http.request(method, path)
                .compose(request -> write(
                                request.putHeader("content-type", type).putHeader("authorization", "Bearer any"),
                                chunks)
                        .compose(written -> request.response())
                        .compose(response -> response.body()
                                .map(body ->
                                        new Reply(response.statusCode(), response.version(), body.toJsonObject()))))
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** One behind the other, each when there is room for it. */
    private static Future<Void> write(HttpClientRequest request, List<Buffer> chunks) {
        request.setChunked(true);
        Future<Void> written = Future.succeededFuture();
        for (Buffer chunk : chunks) {
            written = written.compose(before -> request.write(chunk));
        }
        return written.compose(all -> request.end());
    }

    @Test
    void every_probe_of_the_manifests_is_answered() throws Exception {
        Set<String> paths = probed();
        assertThat(paths).hasSize(2);
        for (String path : paths) {
            Reply reply = send(HttpMethod.GET, path, "text/plain", List.of());
            assertThat(reply.status).as(path).isEqualTo(200);
            assertThat(reply.body.getString("status")).isEqualTo("UP");
        }
    }

    private static Set<String> probed() throws IOException {
        Set<String> paths = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("deploy/kubernetes"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                JsonNode manifest = new YAMLMapper().readTree(Files.readString(file));
                manifest.findValues("httpGet")
                        .forEach(probe -> paths.add(probe.path("path").asText()));
            }
        }
        return paths;
    }

    @Test
    void a_large_file_comes_by_http_2_without_an_upgrade() throws Exception {
        Buffer chunk = Buffer.buffer("x".repeat(1 << 20));
        Buffer head = Buffer.buffer("--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"large.jsonl\"\r\n\r\n");
        List<Buffer> chunks = Stream.of(
                        Stream.of(head),
                        Stream.generate(() -> chunk).limit(MEBIBYTES),
                        Stream.of(Buffer.buffer("\r\n--b--\r\n")))
                .flatMap(part -> part)
                .toList();

        Reply reply = send(HttpMethod.POST, "/v1/files", "multipart/form-data; boundary=b", chunks);

        assertThat(reply.version).isEqualTo(HttpVersion.HTTP_2);
        assertThat(reply.status).as(reply.body.encode()).isEqualTo(200);
        assertThat(reply.body.getLong("bytes")).isEqualTo((long) MEBIBYTES << 20);
    }
}
