package dev.sheaf.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class ValidationsTest {
    private static final String LINE = "{\"custom_id\":\"ID\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
            + "\"body\":{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]}}\n";

    @TestHTTPResource("/validations")
    URI address;

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "application/jsonl"})
    void a_file_is_checked(String type) throws IOException {
        String body = given().contentType(type)
                .body((LINE + "oops\n").getBytes(StandardCharsets.UTF_8))
                .post("/validations")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        JsonNode report = JsonMapper.builder().build().readTree(body);
        assertThat(report.path("valid").booleanValue()).isFalse();
        assertThat(report.path("requests").longValue()).isEqualTo(1);
        assertThat(report.path("inputTokens").longValue()).isEqualTo(9);
        assertThat(report.at("/errors/0/line").longValue()).isEqualTo(2);
        assertThat(report.at("/errors/0/code").textValue()).isEqualTo("invalid_json_line");
    }

    @Test
    void an_empty_body_is_an_empty_file() {
        given().contentType("application/x-ndjson")
                .post("/validations")
                .then()
                .statusCode(200)
                .body("errors[0].code", org.hamcrest.Matchers.equalTo("empty_file"));
    }

    @Test
    void another_type_is_refused() {
        given().contentType("text/csv").body("a").post("/validations").then().statusCode(415);
    }

    @Test
    void a_file_larger_than_other_bodies_may_be_is_read_with_and_without_its_length() throws Exception {
        long size = 24L << 20;

        assertThat(post(BodyPublishers.ofInputStream(() -> new Requests(size)))
                        .path("valid")
                        .booleanValue())
                .isTrue();
        JsonNode withLength =
                post(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> new Requests(size)), size));
        assertThat(withLength.path("valid").booleanValue()).isTrue();
        assertThat(withLength.path("bytes").longValue()).isEqualTo(size);
    }

    @Test
    void a_file_larger_than_the_provider_takes_is_told_in_the_reply() throws Exception {
        JsonNode report = post(BodyPublishers.ofInputStream(() -> new Requests(202L << 20)));

        assertThat(report.at("/errors/0/code").textValue()).isEqualTo("file_too_large");
    }

    private JsonNode post(HttpRequest.BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-ndjson")
                .POST(body)
                .build();
        HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
        return JsonMapper.builder().build().readTree(reply.body());
    }

    /** Requests of 64 kB each until there are so many bytes. */
    private static final class Requests extends InputStream {
        private static final int LENGTH = 1 << 16;

        private long left;
        private byte[] line = new byte[0];
        private int at;

        Requests(long size) {
            left = size;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (at == line.length) {
                if (left == 0) {
                    return -1;
                }
                String begin = LINE.strip().replace("ID", Long.toString(left));
                line = (begin + " ".repeat(LENGTH - 1 - begin.length()) + "\n").getBytes(StandardCharsets.UTF_8);
                left -= LENGTH;
                at = 0;
            }
            int count = Math.min(length, line.length - at);
            System.arraycopy(line, at, buffer, offset, count);
            at += count;
            return count;
        }
    }
}
