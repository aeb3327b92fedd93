package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Pace;
import dev.sheaf.app.Until;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodyStreamTest {
    private static final int WHOLE = 1 << 20;
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<BodyStream> body = new AtomicReference<>();
    private final AtomicReference<Pace> pace = new AtomicReference<>();
    private HttpServer server;

    @BeforeEach
    void begin() {
        Router router = Router.router(vertx);
        router.route().handler(this::take);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void take(RoutingContext http) {
        Pace own = new Pace(nanos::get);
        own.goWith(http);
        pace.set(own);
        http.request().pause();
        body.set(BodyStream.of(http, BOUND, WHOLE));
    }

    private Socket posting(String header) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.setSoTimeout((int) BOUND.toMillis());
        String head = "POST / HTTP/1.1\r\nHost: a\r\n" + header + "Content-Length: " + WHOLE + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static CompletableFuture<Void> sending(Socket socket) {
        return CompletableFuture.runAsync(() -> {
            try {
                socket.getOutputStream().write(new byte[WHOLE]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
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
            CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return body.get().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100");

            assertThat(standsStill()).isFalse();
            sending(socket).join();
            assertThat(reading.join()).hasSize(WHOLE);
        }
    }
}
