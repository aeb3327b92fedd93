package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.MemoryJobs;
import dev.sheaf.rest.HandledJobs;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What goes on for longer than bodies are waited for, at the running service, whose watch is told of a later time. */
@QuarkusTest
@TestProfile(HandledJobs.class)
@WithTestResource(ServiceResource.class)
class LongStreamsTest {
    private static final int BOUND_MILLIS = 20_000;

    @TestHTTPResource
    URI base;

    @Inject
    Bounds bounds;

    @Inject
    DoorConfig config;

    @Inject
    MemoryJobs jobs;

    private final class Line implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader reader;

        Line() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort());
            socket.setSoTimeout(BOUND_MILLIS);
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void send(String method, String path, String body, int length, String... headers) throws IOException {
            StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
            Stream.of(headers).forEach(header -> text.append(header).append("\r\n"));
            text.append(length < 0 ? "" : "Content-Length: " + length + "\r\n");
            socket.getOutputStream().write((text + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Reads on to the first line that begins so; the case of headers is nobody's business. */
        String until(String beginning) throws IOException {
            String line = reader.readLine();
            while (line != null && !line.regionMatches(true, 0, beginning, 0, beginning.length())) {
                line = reader.readLine();
            }
            return String.valueOf(line);
        }

        /** The status of the next reply, which is read to its end. */
        String reply() throws IOException {
            String status = until("HTTP/1.1 ");
            int length = Integer.parseInt(until("content-length: ").substring("content-length: ".length()));
            String head = reader.readLine();
            while (!head.isEmpty()) {
                head = reader.readLine();
            }
            for (int i = 0; i < length; i++) {
                reader.read();
            }
            return status;
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Whether it was hung up on, without a word. */
        boolean isGone() {
            try {
                socket.setSoTimeout(1);
                assertThat(reader.read()).isEqualTo(-1);
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return true; // a reset
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private int windowsLater() {
        return bounds.sweep(System.nanoTime()
                + config.bodyWindow().multipliedBy(3).toNanos()
                + Duration.ofSeconds(1).toNanos());
    }

    private static void task(Line line, String name) throws IOException {
        String task = "{\"instructions\":\"Say how the comment sounds.\",\"labels\":[\"GOOD\",\"BAD\"]}";
        line.send("PUT", "/tasks/" + name, task, task.length(), "Content-Type: application/json");
        assertThat(line.reply()).isEqualTo("HTTP/1.1 201 Created");
    }

    @Test
    void a_jobs_events_go_on_while_slow_senders_are_hung_up_on() throws IOException {
        try (Line making = new Line();
                Line listening = new Line();
                Line sending = new Line()) {
            task(making, "long");
            making.send("POST", "/jobs?task=long", "text\ngood\n", 10, "Content-Type: text/csv");
            String id = making.until("location: ").substring("location: /jobs/".length());
            listening.send("GET", "/jobs/" + id + "/events", "", -1);
            assertThat(listening.until("data: ")).contains("\"running\"");
            sending.send("POST", "/jobs?task=long", "text\n", 1_000, "Content-Type: text/csv", "Idempotency-Key: slow");
            Until.holds("the slow sender is hung up on", () -> windowsLater() == 1);

            jobs.complete(id);

            assertThat(listening.until("data: ")).contains("\"completed\"");
            assertThat(sending.until("HTTP/1.1 2")).isEqualTo("null");
        }
    }

    @Test
    void who_does_not_end_the_head_of_a_request_is_hung_up_on() throws IOException {
        try (Line line = new Line()) {
            task(line, "headed");
            line.send("G");
            Until.holds("it is hung up on", () -> {
                windowsLater();
                return line.isGone();
            });
        }
    }

    @Test
    void a_connection_that_had_requests_of_all_kinds_goes_on() throws IOException {
        try (Line line = new Line()) {
            task(line, "kept");
            line.send("GET", "/tasks", "", -1);
            assertThat(line.reply()).isEqualTo("HTTP/1.1 200 OK");
            line.send("POST", "/jobs/none/cancel", "", 0);
            assertThat(line.reply()).isEqualTo("HTTP/1.1 404 Not Found");
            line.send("POST", "/jobs/none/cancel", "unread", 6, "Content-Type: application/json");
            assertThat(line.reply()).startsWith("HTTP/1.1 4");
            line.send("GET", "/tasks", "", -1);
            assertThat(line.reply()).as("what came before is over").isEqualTo("HTTP/1.1 200 OK");

            Until.holds("nobody is hung up on", () -> windowsLater() == 0);

            line.send("GET", "/tasks", "", -1);
            assertThat(line.reply()).isEqualTo("HTTP/1.1 200 OK");
        }
    }
}
