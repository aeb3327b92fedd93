package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Pace;
import dev.sheaf.app.Loopback;
import dev.sheaf.app.Until;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BodyStreamTest {
    private static final int WHOLE = 1 << 20;
    private static final Duration BOUND = Duration.ofSeconds(30);

    /** The common pool may have one thread only, and one of these waits for another. */
    private final ExecutorService hands = Executors.newCachedThreadPool();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<BodyStream> body = new AtomicReference<>();
    private final AtomicReference<Pace> pace = new AtomicReference<>();

    @RegisterExtension
    private final Loopback server = Loopback.routing(router -> router.route().handler(this::take));

    private void take(RoutingContext http) {
        Pace own = new Pace(nanos::get);
        own.goWith(http);
        pace.set(own);
        http.request().pause();
        body.set(BodyStream.of(http, BOUND, WHOLE));
    }

    @AfterEach
    void close() {
        hands.shutdownNow();
    }

    private Socket posting(String header) throws IOException {
        Socket socket = server.connect();
        Loopback.send(socket, "POST / HTTP/1.1\r\nHost: a\r\n" + header + "Content-Length: " + WHOLE + "\r\n\r\n");
        return socket;
    }

    private CompletableFuture<Void> sending(Socket socket) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        socket.getOutputStream().write(new byte[WHOLE]);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                hands);
    }

    private boolean standsStill() {
        long before = pace.get().waited(nanos.get());
        return pace.get().waited(nanos.addAndGet(1_000)) == before;
    }

    @Test
    void the_clock_of_a_sender_stands_still_while_what_it_sent_is_unread() throws IOException {
        try (Socket socket = posting("")) {
            Until.holds("it came", () -> body.get() != null);
            assertThat(standsStill()).isFalse();
            CompletableFuture<Void> sent = sending(socket);
            Until.holds("it is held back", this::standsStill);

            assertThat(body.get().readAllBytes()).hasSize(WHOLE);

            Until.holds("it is waited for again", () -> !standsStill());
            sent.join();
        }
    }

    @Test
    void who_asks_whether_to_send_is_not_waited_for_before_it_is_told() throws IOException {
        try (Socket socket = posting("Expect: 100-continue\r\n")) {
            Until.holds("it came", () -> body.get() != null);
            assertThat(standsStill()).isTrue();
            CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return body.get().readAllBytes();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    hands);
            assertThat(Loopback.head(socket)).isEqualTo("HTTP/1.1 100");

            assertThat(standsStill()).isFalse();
            sending(socket).join();
            assertThat(reading.join()).hasSize(WHOLE);
        }
    }
}
