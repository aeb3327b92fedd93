package dev.sheaf.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Loopback;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by an open service on its own machine, by what browsers say of whom they call for. */
class ForeignPageTest {
    private static final Keys OPEN = Keys.anyOnLoopback();
    private static final Optional<Caller> SHOP = Optional.of(new Caller("shop", Set.of(Role.ASK), "k1"));
    private static final Keys CLOSED =
            (key, local) -> Uni.createFrom().item(key.equals("good") ? SHOP : Optional.empty());

    private final Quotas quotas =
            new Quotas((day, more) -> Uni.createFrom().item(List.of()), () -> 1, Clock.systemUTC(), System::nanoTime);
    private Keys keys = OPEN;

    @RegisterExtension
    private final Loopback server = Loopback.answering(this::answer);

    private void answer(HttpServerRequest request) {
        Knock.of(request)
                .answered(keys, quotas)
                .subscribe()
                .with(
                        found -> request.response()
                                .setStatusCode(found.isPresent() ? 200 : 401)
                                .end(),
                        failure -> request.response()
                                .setStatusCode(failure instanceof ForeignPage ? 403 : 500)
                                .end());
    }

    /** The status of the reply to a request with these headers, separated by bars; PORT is the server's. */
    private int status(String headers) throws IOException {
        try (Socket socket = server.connect()) {
            String text = "POST /jobs/1/cancel HTTP/1.1\r\n"
                    + headers.replace("|", "\r\n").replace("PORT", Integer.toString(server.port())) + "\r\n\r\n";
            Loopback.send(socket, text);
            return Integer.parseInt(Loopback.head(socket).substring("HTTP/1.1 ".length()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost:PORT",
                "Host: LocalHost",
                "Host: 127.0.0.1:PORT",
                "Host: 127.8.9.1",
                "Host: [::1]:PORT",
                "Host: localhost:PORT|Origin: http://localhost:PORT|Sec-Fetch-Site: same-origin",
                "Host: localhost:PORT|Sec-Fetch-Site: none",
            })
    void programs_and_own_pages_on_this_machine_are_let_in_without_a_key(String headers) throws IOException {
        assertThat(status(headers)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example:PORT",
                "Host: localhost.evil.example",
                "Host: 127.0.0.1.evil.example:PORT",
                "Host: 10.0.0.7",
                "Host: localhost:PORT|Origin: https://evil.example",
                "Host: localhost:PORT|Origin: http://localhost:1",
                "Host: localhost:PORT|Origin: http://localhost.evil.example:PORT",
                "Host: localhost:PORT|Origin: null",
                "Host: localhost:PORT|Origin:",
                "Host: localhost:PORT|Sec-Fetch-Site: cross-site",
                "Host: evil.example|Authorization: Bearer any",
            })
    void pages_of_elsewhere_are_refused(String headers) throws IOException {
        assertThat(status(headers)).isEqualTo(403);
    }

    @Test
    void a_good_key_lets_in_whatever_the_page_and_a_wrong_one_is_told_to_be_wrong() throws IOException {
        keys = CLOSED;
        String page = "Host: sheaf.example|Origin: https://shop.example|Sec-Fetch-Site: cross-site";

        assertThat(status(page + "|Authorization: Bearer good")).isEqualTo(200);
        assertThat(status(page + "|Authorization: Bearer wrong")).isEqualTo(401);
        assertThat(status(page)).isEqualTo(401);
    }
}
