package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sheaf.app.ServiceResource;
import dev.sheaf.gateway.GatewayConfig;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever takes something in is bounded: every operation of the document, and the wire. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class BodyBoundsTest {
    private static final List<String> WIRE =
            List.of("/v1/chat/completions", "/v1/batches", "/v1/embeddings", "/v1/responses");

    @TestHTTPResource
    URI base;

    @Inject
    RestConfig limits;

    @Inject
    GatewayConfig wire;

    private Api api;

    @BeforeEach
    void begin() {
        api = new Api(base);
    }

    /** Addresses that take JSON, with their methods; the webhook's is closed here, and bounded in its own test. */
    private Map<String, String> operations() throws IOException {
        JsonNode document = new YAMLMapper().readTree(api.get("/openapi").raw().body());
        Map<String, String> all = new TreeMap<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(member ->
                        member.getValue().path("requestBody").path("content").has(Api.JSON))
                .forEach(member -> all.put(
                        path.getKey().replaceAll("\\{\\w+}", "bounded"),
                        member.getKey().toUpperCase(Locale.ROOT))));
        assertThat(all.remove("/hooks/provider")).isEqualTo("POST");
        return all;
    }

    private static BodyPublisher ofUnknownLength(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    private Api.Reply send(String method, String path, BodyPublisher body, String... headers) {
        var request = api.request(path)
                .method(method, body)
                .header("Content-Type", Api.JSON)
                .header("Authorization", "Bearer any");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return api.send(request);
    }

    private static byte[] spaces(long length) {
        byte[] body = new byte[Math.toIntExact(length)];
        Arrays.fill(body, (byte) ' ');
        return body;
    }

    @Test
    void no_operation_takes_a_body_that_is_too_large() throws IOException {
        byte[] large = spaces(limits.maxBody() + 1);
        api.sentiment("bounded");

        assertThat(operations()).hasSizeGreaterThanOrEqualTo(6).allSatisfy((path, method) -> {
            if (!path.equals("/estimates")) { // reads files, too, and holds them to the bound of files
                assertThat(send(method, path, ofUnknownLength(large)).status())
                        .as(path)
                        .isEqualTo(413);
                assertThat(send(method, path, BodyPublishers.ofByteArray(large)).status())
                        .as(path)
                        .isEqualTo(413);
            }
        });
    }

    @Test
    void the_wire_takes_no_body_that_is_too_large() {
        byte[] large = spaces(wire.maxBody() + 1);

        assertThat(WIRE).allSatisfy(path -> assertThat(
                        send("POST", path, ofUnknownLength(large)).status())
                .as(path)
                .isEqualTo(413));
    }

    @Test
    void what_comes_packed_is_not_unpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(spaces(1 << 24));
        }
        api.sentiment("bounded");
        Map<String, String> all = operations();
        all.put("/v1/chat/completions", "POST");

        assertThat(all).allSatisfy((path, method) -> assertThat(
                        send(method, path, BodyPublishers.ofByteArray(packed.toByteArray()), "Content-Encoding", "gzip")
                                .status())
                .as(path)
                .isIn(400, 415));
    }

    @Test
    void headers_and_addresses_are_bounded() {
        assertThat(send("GET", "/tasks", BodyPublishers.noBody(), "X-Long", "x".repeat(20_000))
                        .status())
                .isEqualTo(431);
        assertThat(send("GET", "/tasks?after=" + "x".repeat(5_000), BodyPublishers.noBody())
                        .status())
                .isEqualTo(414);
    }
}
