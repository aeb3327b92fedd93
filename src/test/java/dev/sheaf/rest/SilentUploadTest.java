package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.ServiceResource;
import dev.sheaf.app.Until;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Files of which nothing more comes, at a service that does not wait long. */
@QuarkusTest
@TestProfile(SilentUploadTest.Impatient.class)
@WithTestResource(ServiceResource.class)
class SilentUploadTest {

    /** For so short a time that a machine that stands still counts as silence, too. */
    public static final class Impatient extends HandledJobs {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("sheaf.ingest.idle", "PT2S");
            return settings;
        }
    }

    @TestHTTPResource
    URI base;

    @Test
    void a_file_that_breaks_off_can_come_again() throws IOException {
        Api api = new Api(base);
        api.sentiment("jobs");
        String key = UUID.randomUUID().toString();
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream()
                    .write(("POST /jobs?task=jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                                    + "Idempotency-Key: " + key + "\r\nContent-Length: 5000\r\n\r\ntext\n"
                                    + "good\n".repeat(600))
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            // silent for longer than is waited for
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 400");
        }

        Until.holds("it comes whole, in time", () -> {
            Api.Reply again = api.send(api.posted(
                    "/jobs?task=jobs",
                    BodyPublishers.ofString("text\ngood\n"),
                    "Content-Type",
                    "text/csv",
                    "Idempotency-Key",
                    key));
            assertThat(again.status()).isIn(201, 400);
            return again.json().at("/items/total").asLong() == 1;
        });
    }
}
