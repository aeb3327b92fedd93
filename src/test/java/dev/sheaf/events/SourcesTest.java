package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.app.Until;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files that come from elsewhere, over real connections. */
class SourcesTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int PIECE = 64 * 1024;
    private static final long WHOLE = 96L << 20;
    /** What the machine's own buffers may take, and then some. */
    private static final long BUFFERED = 24L << 20;

    private static Vertx vertx;

    @BeforeAll
    static void begin() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Sources sources(Duration idle, long most, String... networks) {
        return sources(idle, most, System::nanoTime, networks);
    }

    private static Sources sources(Duration idle, long most, LongSupplier nanos, String... networks) {
        return sources(plain(), idle, most, nanos, networks);
    }

    private static HttpClient plain() {
        return vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
    }

    private static Sources sources(
            HttpClient client, Duration idle, long most, LongSupplier nanos, String... networks) {
        Doors doors = new Doors(
                new Reach(List.of("*"), List.of(networks), true),
                name -> Uni.createFrom().item(List.of(InetAddress.getLoopbackAddress())),
                client);
        return new Sources(doors, new Sources.Limits(BOUND, idle, most, Duration.ofMinutes(1)), nanos);
    }

    /** Sends what it has to whoever comes first. */
    private static final class Sender implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final AtomicLong sent = new AtomicLong();
        private final Thread thread;

        private volatile boolean left;

        /** @param whole the length it says; @param there what it has of it before it falls silent */
        Sender(long whole, long there) throws IOException {
            this(whole, there, PIECE);
        }

        /** @param at what it sends at once */
        Sender(long whole, long there, int at) throws IOException {
            thread = new Thread(() -> serve(whole, there, at), "sender");
            thread.setDaemon(true);
            thread.start();
        }

        /** A reply before its request would be nobody's. */
        private static void hear(InputStream in) throws IOException {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            String line = lines.readLine();
            while (line != null && !line.isEmpty()) {
                line = lines.readLine();
            }
        }

        private void serve(long whole, long there, int at) {
            try (Socket socket = server.accept()) {
                hear(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: " + whole + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                byte[] piece = new byte[at];
                while (sent.get() < there) {
                    out.write(piece, 0, (int) Math.min(at, there - sent.get()));
                    sent.addAndGet(at);
                }
                out.flush();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // the reader is gone
            } finally {
                left = true;
            }
        }

        URI uri() {
            return URI.create("http://localhost:" + server.getLocalPort() + "/rows.csv");
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static InputStream open(Sources sources, Sender sender) {
        return sources.open(sender.uri()).await().atMost(BOUND).body();
    }

    @Test
    void a_sender_is_held_back_while_nobody_reads_and_all_of_it_comes_in_the_end() throws IOException {
        try (Sender sender = new Sender(WHOLE, WHOLE);
                InputStream body = open(sources(BOUND, WHOLE, "127.0.0.0/8"), sender)) {
            long[] seen = {-1, 0};
            Until.holds("the sender is held back", () -> {
                seen[1] = seen[0] == sender.sent.get() ? seen[1] + 1 : 0;
                seen[0] = sender.sent.get();
                return seen[1] > 40;
            });
            assertThat(sender.sent).hasValueLessThan(BUFFERED);

            assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(WHOLE);
        }
    }

    /** As on a machine where whoever asks is stopped between asking and listening, and is no thread of the client's. */
    @Test
    void all_of_it_comes_also_when_it_is_there_before_anybody_listens() throws IOException {
        try (Sender sender = new Sender(PIECE, PIECE);
                InputStream body = open(
                        sources(Slow.client(plain()), Duration.ofSeconds(1), WHOLE, System::nanoTime, "127.0.0.0/8"),
                        sender)) {
            assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(PIECE);
        }
    }

    /** A client whose requests are there at once, and return from being sent when their whole reply has come. */
    private static final class Slow {
        private Slow() {}

        static HttpClient client(HttpClient real) {
            return slowed(
                    HttpClient.class,
                    real,
                    (method, made) -> method.equals("request")
                            ? Future.succeededFuture(request((HttpClientRequest) joined((Future<?>) made)))
                            : made);
        }

        private static HttpClientRequest request(HttpClientRequest real) {
            Future<Void> whole = real.response().compose(HttpClientResponse::end);
            return slowed(HttpClientRequest.class, real, (method, made) -> {
                if (method.equals("send") || method.equals("end")) {
                    joined(whole);
                }
                return made;
            });
        }

        private static <T> T slowed(Class<T> type, T real, BiFunction<String, Object, Object> after) {
            InvocationHandler slow = (self, method, given) -> after.apply(method.getName(), method.invoke(real, given));
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, slow));
        }

        private static <T> T joined(Future<T> future) {
            return future.toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void who_sends_more_than_allowed_is_cut_off() throws IOException {
        try (Sender sender = new Sender(WHOLE, WHOLE);
                InputStream body = open(sources(BOUND, 1 << 20, "127.0.0.0/8"), sender)) {
            assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(Unreadable.class)
                    .hasMessageContaining("larger than allowed");
        }
    }

    @Test
    void who_falls_silent_is_given_up() throws IOException {
        try (Sender sender = new Sender(WHOLE, PIECE);
                InputStream body = open(sources(Duration.ofMillis(100), WHOLE, "127.0.0.0/8"), sender)) {
            assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(Unreadable.class)
                    .hasMessageContaining("nothing of it came");
        }
    }

    /** By a clock on which ten minutes pass between any two looks. */
    @Test
    void who_sends_less_than_a_kilobyte_a_second_is_given_up() throws IOException {
        AtomicLong minutes = new AtomicLong();
        try (Sender sender = new Sender(WHOLE, 200 * 10, 10);
                InputStream body = open(
                        sources(
                                Duration.ofDays(100),
                                WHOLE,
                                () -> Duration.ofMinutes(minutes.addAndGet(10)).toNanos(),
                                "127.0.0.0/8"),
                        sender)) {
            assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(Unreadable.class)
                    .hasMessageContaining("less than a kilobyte a second");
        }
    }

    @Test
    void a_source_that_is_closed_frees_whoever_reads_it() throws Exception {
        try (Sender sender = new Sender(WHOLE, PIECE)) {
            InputStream body = open(sources(BOUND.multipliedBy(100), WHOLE, "127.0.0.0/8"), sender);
            body.readNBytes(PIECE);
            CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return body.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            body.close();

            assertThatThrownBy(() -> reading.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(Unreadable.class);
            Until.holds("the connection is let go", () -> sender.left);
        }
    }

    @Test
    void nothing_is_asked_out_of_reach() throws IOException {
        try (Sender sender = new Sender(WHOLE, PIECE)) {
            Uni<Sources.Source> asked = sources(BOUND, WHOLE).open(sender.uri());

            assertThatThrownBy(() -> asked.await().atMost(BOUND))
                    .hasRootCauseInstanceOf(Unreadable.class)
                    .hasMessageContaining("may not be reached");
            assertThat(sender.sent).hasValue(0);
        }
    }
}
