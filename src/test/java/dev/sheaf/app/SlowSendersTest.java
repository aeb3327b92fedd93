package dev.sheaf.app;

import static dev.sheaf.app.Loopback.head;
import static dev.sheaf.app.Loopback.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Pace;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SlowSendersTest {
    private static final int LEAST = 60 * 1_024;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final SlowSenders slow = new SlowSenders(WINDOW, LEAST, nanos::get);
    private final AtomicReference<RoutingContext> held = new AtomicReference<>();

    @RegisterExtension
    private final Loopback server = Loopback.routing(this::routes);

    private void routes(Router router) {
        router.route().handler(slow::watch);
        router.route("/read").handler(http -> http.request()
                .handler(piece -> read.addAndGet(piece.length()))
                .endHandler(whole -> http.response().end("whole")));
        router.route("/refused").handler(http -> http.request()
                .handler(piece -> read.addAndGet(piece.length()))
                .response()
                .setStatusCode(429)
                .end("no"));
        router.route("/held").handler(http -> {
            http.request().pause();
            Pace.of(http).hold();
            held.set(http);
        });
        router.route("/waiting").handler(http -> {
            http.request().pause(); // as Quarkus does, until something reads
            held.set(http);
        });
        router.route("/unread").handler(http -> {
            http.request().pause();
            http.response().end("whole");
        });
    }

    private Socket posting(String path, int length) throws IOException {
        Socket socket = server.connect();
        send(socket, "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
        return socket;
    }

    private void body(Socket socket, int bytes) throws IOException {
        long before = read.get();
        send(socket, "x".repeat(bytes));
        Until.holds("it is read", () -> read.get() == before + bytes);
    }

    private int aWindowLater() {
        nanos.addAndGet(WINDOW.toNanos());
        return slow.sweep();
    }

    @Test
    void a_caller_whose_body_stops_is_hung_up_on() throws IOException {
        try (Socket socket = posting("/read", 1_000_000)) {
            body(socket, 10);
            assertThat(slow.sweep()).isZero();
            nanos.addAndGet(WINDOW.toNanos() - 1);
            assertThat(slow.sweep()).isZero();
            nanos.addAndGet(1);

            assertThat(slow.sweep()).isEqualTo(1);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(slow.watched()).isZero();
        }
    }

    @Test
    void a_body_that_trickles_is_as_good_as_none() throws IOException {
        try (Socket socket = posting("/read", 1_000_000)) {
            body(socket, LEAST);
            assertThat(aWindowLater()).isZero();
            body(socket, LEAST - 1);

            assertThat(aWindowLater()).isEqualTo(1);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_body_that_comes_evenly_is_waited_for_and_its_last_piece_may_be_short() throws IOException {
        try (Socket socket = posting("/read", 3 * LEAST + 5)) {
            for (int i = 0; i < 3; i++) {
                body(socket, LEAST);
                assertThat(aWindowLater()).isZero();
            }
            send(socket, "xxxxx");

            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
            Until.holds("it is watched no longer", () -> slow.sweep() == 0 && slow.watched() == 0);
        }
    }

    @Test
    void the_rest_of_a_refused_body_is_waited_for_no_longer() throws IOException {
        try (Socket socket = posting("/refused", 1_000_000)) {
            assertThat(head(socket)).isEqualTo("HTTP/1.1 429");
            assertThat(aWindowLater()).isEqualTo(1);
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void who_waits_for_an_answer_is_not_slow() throws IOException {
        try (Socket socket = posting("/read", 0)) {
            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
            assertThat(aWindowLater()).isZero();
            assertThat(slow.watched()).isZero();
        }
    }

    @Test
    void an_answer_to_a_request_without_a_body_may_take_its_time() throws IOException {
        try (Socket socket = server.connect()) {
            send(socket, "GET /waiting HTTP/1.1\r\nHost: a\r\n\r\n");
            Until.holds("it came", () -> held.get() != null);

            assertThat(aWindowLater()).isZero();

            assertThat(slow.watched()).isZero();
            held.get().response().end("late");
            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void a_connection_outlives_a_request_whose_body_nobody_read() throws IOException {
        try (Socket socket = posting("/unread", 5)) {
            send(socket, "xxxxx");
            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
            Until.holds("its rest is thrown away", () -> slow.sweep() == 0 && slow.watched() == 0);
            socket.getInputStream().skipNBytes("\r\ncontent-length: 5\r\n\r\nwhole".length() + " OK".length());
            assertThat(aWindowLater()).isZero();
            send(socket, "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void a_sender_that_is_held_back_and_goes_is_forgotten() throws IOException {
        try (Socket socket = posting("/held", 1_000_000)) {
            Until.holds("it came", () -> held.get() != null);
            held.get().response().closeHandler(left -> {}); // as whoever listens for that himself
        }

        Until.holds("it is watched no longer", () -> slow.sweep() == 0 && slow.watched() == 0);
    }

    @Test
    void a_sender_that_is_held_back_is_not_slow_until_it_is_waited_for_again() throws IOException {
        try (Socket socket = posting("/held", 1_000_000)) {
            Until.holds("it came", () -> held.get() != null);
            assertThat(aWindowLater()).isZero();
            assertThat(aWindowLater()).isZero();
            Pace.of(held.get()).letCome();
            nanos.addAndGet(WINDOW.toNanos() - 1);
            assertThat(slow.sweep()).isZero();
            nanos.addAndGet(1);

            assertThat(slow.sweep()).isEqualTo(1);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
