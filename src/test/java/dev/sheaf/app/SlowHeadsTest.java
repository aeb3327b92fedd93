package dev.sheaf.app;

import static dev.sheaf.app.Loopback.head;
import static dev.sheaf.app.Loopback.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlowHeadsTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** More than a connection holds that nobody reads from. */
    private static final int LARGE = 64 * 1024 * 1024;

    private static final String QUICK = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";

    private final AtomicLong now = new AtomicLong();
    /** How often something came where nothing had come yet. */
    private final AtomicInteger begun = new AtomicInteger();

    private final SlowHeads slow = new SlowHeads(LONGEST, () -> {
        begun.incrementAndGet();
        return now.get();
    });
    private final AtomicReference<RoutingContext> held = new AtomicReference<>();
    private final AtomicLong read = new AtomicLong();
    private final Set<String> callers = ConcurrentHashMap.newKeySet();

    @RegisterExtension
    private final Loopback server = Loopback.routing(this::routes);

    private void routes(Router router) {
        router.route().handler(slow::watch);
        router.route("/quick").handler(http -> {
            callers.add(http.request().remoteAddress().toString());
            http.response().end();
        });
        router.route("/held").handler(held::set);
        router.route("/large").handler(http -> http.response().end(Buffer.buffer(new byte[LARGE])));
        router.route("/read").handler(http -> http.request()
                .handler(piece -> read.addAndGet(piece.length()))
                .endHandler(whole -> http.response().end()));
    }

    private void sweep() {
        slow.sweep(server.loops(), now.get());
        for (EventExecutor loop : server.loops()) {
            loop.submit(() -> {}).syncUninterruptibly();
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        sweep();
    }

    /** One whose first request is over. */
    private Socket used() throws IOException {
        Socket socket = server.connect();
        ask(socket);
        sweep();
        return socket;
    }

    private static void ask(Socket socket) throws IOException {
        send(socket, QUICK);
        assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
        socket.getInputStream().skipNBytes(" OK\r\ncontent-length: 0\r\n\r\n".length());
    }

    private void begin(Socket socket, String text) throws IOException {
        int before = begun.get();
        send(socket, text);
        Until.holds("it came", () -> begun.get() > before);
    }

    @Test
    void a_head_that_does_not_end_is_waited_for_no_longer() throws IOException {
        try (Socket socket = used()) {
            begin(socket, "GET /quick HT");
            pass(LONGEST.minusNanos(1));
            send(socket, "TP");

            pass(Duration.ofNanos(1));

            assertThat(bytesUntilGone(socket)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /quick HT", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"})
    void nor_is_the_first_one_of_a_connection(String text) throws IOException {
        try (Socket socket = server.connect()) {
            send(socket, text);

            Until.holds("it is hung up on", () -> {
                pass(LONGEST.dividedBy(3));
                return isGone(socket);
            });
        }
    }

    @Test
    void nor_is_one_that_comes_right_behind_the_first() throws IOException {
        try (Socket socket = server.connect()) {
            ask(socket);
            begin(socket, "GET /quick HT");

            pass(LONGEST);

            assertThat(bytesUntilGone(socket)).isZero();
        }
    }

    private static boolean isGone(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void one_that_comes_in_time_is_answered_on_a_new_connection_too() throws IOException {
        try (Socket socket = server.connect()) {
            for (char next : QUICK.toCharArray()) {
                pass(LONGEST.dividedBy(2 * QUICK.length()));
                send(socket, String.valueOf(next));
            }

            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void one_that_comes_in_two_pieces_is_answered_and_so_is_the_next() throws IOException {
        try (Socket socket = used()) {
            begin(socket, QUICK.substring(0, 10));
            pass(LONGEST.minusNanos(1));
            send(socket, QUICK.substring(10));
            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
            socket.getInputStream().skipNBytes(" OK\r\ncontent-length: 0\r\n\r\n".length());
            pass(LONGEST);

            ask(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_waits_for_an_answer_is_not_slow(boolean wasSeenBefore) throws IOException {
        try (Socket socket = wasSeenBefore ? used() : server.connect()) {
            send(socket, "GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
            Until.holds("it came", () -> held.get() != null);
            pass(LONGEST);
            pass(LONGEST);

            held.get().response().end();

            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    /** Its first bytes come before it is known what they are the beginning of. */
    @Test
    void nor_is_who_was_seen_before_his_first_request() throws IOException {
        try (Socket socket = server.connect()) {
            sweep();
            send(socket, "GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
            Until.holds("it came", () -> held.get() != null);
            pass(LONGEST);
            pass(LONGEST);

            held.get().response().end();

            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void nor_is_who_sends_more_meanwhile() throws IOException {
        try (Socket socket = used()) {
            send(socket, "GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
            Until.holds("it came", () -> held.get() != null);
            begin(socket, "\r\n");
            pass(LONGEST);
            pass(LONGEST.minusNanos(1));
            held.get().response().end();
            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
            socket.getInputStream().skipNBytes(" OK\r\ncontent-length: 0\r\n\r\n".length());
            pass(LONGEST.minusNanos(1));

            ask(socket);
        }
    }

    @Test
    void who_does_not_read_his_answer_is_hung_up_on_all_the_same() throws IOException {
        try (Socket socket = used()) {
            send(socket, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
            begin(socket, "G");

            pass(LONGEST);

            assertThat(bytesUntilGone(socket)).isLessThan(LARGE);
        }
    }

    private static long bytesUntilGone(Socket socket) throws IOException {
        long bytes = 0;
        byte[] some = new byte[64 * 1024];
        try {
            for (int read = 0; read >= 0; read = socket.getInputStream().read(some)) {
                bytes += read;
            }
        } catch (SocketException e) {
            return bytes; // a reset: there was something that nobody read
        }
        return bytes;
    }

    @Test
    void a_body_whose_pieces_come_in_pieces_takes_its_time_as_well() throws IOException {
        try (Socket socket = used()) {
            send(socket, "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc");
            Until.holds("it is read", () -> read.get() == 3);
            begin(socket, "\r");
            pass(LONGEST);
            pass(LONGEST);
            send(socket, "\n0\r\n\r\n");

            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void a_body_takes_its_time() throws IOException {
        try (Socket socket = used()) {
            send(socket, "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
            for (int i = 1; i <= 3; i++) {
                pass(LONGEST);
                send(socket, "x");
                long bytes = i;
                Until.holds("it is read", () -> read.get() == bytes);
            }

            assertThat(head(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void a_connection_on_which_nothing_comes_is_left_to_the_idle_timeout() throws IOException {
        try (Socket socket = used()) {
            pass(LONGEST.multipliedBy(10));

            ask(socket);
        }
    }

    @Test
    void a_connection_of_http_2_goes_on() {
        Vertx vertx = Vertx.vertx();
        try {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            for (int i = 0; i < 3; i++) {
                client.request(HttpMethod.GET, server.port(), "127.0.0.1", "/quick")
                        .compose(request -> request.send().compose(HttpClientResponse::end))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                pass(LONGEST);
            }

            assertThat(callers).hasSize(1);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
