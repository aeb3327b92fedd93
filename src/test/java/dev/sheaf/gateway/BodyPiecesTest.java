package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Pace;
import dev.sheaf.app.Loopback;
import dev.sheaf.app.Until;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BodyPiecesTest {
    private static final int HALF = 10_000;

    private final AtomicLong nanos = new AtomicLong();
    private final AssertSubscriber<Buffer> reader = AssertSubscriber.create(0);
    private final AtomicReference<Pace> pace = new AtomicReference<>();

    @RegisterExtension
    private final Loopback server = Loopback.routing(router -> router.route().handler(this::take));

    private void take(RoutingContext http) {
        Pace own = new Pace(nanos::get);
        own.goWith(http);
        http.request().pause();
        BodyPieces.of(http).subscribe().withSubscriber(reader);
        pace.set(own);
    }

    private boolean standsStill() {
        long before = pace.get().waited(nanos.get());
        return pace.get().waited(nanos.addAndGet(1_000)) == before;
    }

    private int read() {
        return reader.getItems().stream().mapToInt(Buffer::length).sum();
    }

    @Test
    void a_sender_is_waited_for_as_long_as_somebody_wants_more_of_it() throws IOException {
        try (Socket socket = server.connect()) {
            Loopback.send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + 2 * HALF + "\r\n\r\n");
            Until.holds("it came", () -> pace.get() != null);
            assertThat(standsStill()).isTrue();

            reader.request(1);
            assertThat(standsStill()).isFalse();
            socket.getOutputStream().write(new byte[HALF]);
            Until.holds("a piece came, and nobody wants another", this::standsStill);
            assertThat(read()).isPositive();

            reader.request(Long.MAX_VALUE);
            assertThat(standsStill()).isFalse();
            Until.holds("all came that was sent", () -> read() == HALF);
            assertThat(standsStill()).isFalse();
            socket.getOutputStream().write(new byte[HALF]);

            reader.awaitCompletion();
            assertThat(read()).isEqualTo(2 * HALF);
        }
    }
}
