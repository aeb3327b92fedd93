package dev.sheaf.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.abuse.Wire.Reply;
import dev.sheaf.app.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A judge of replies that sees nothing would find nothing wrong. */
class WireTest {

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK|X-Injected: yes||, true",
        "HTTP/1.1 200 OK|Server: none|x-injected:yes, true",
        "HTTP/1.1 200 OK|Server: X-Injected||, false",
        "HTTP/1.1 400 Bad Request||X-Injected: yes, false"
    })
    void a_header_of_the_senders_own_is_seen(String reply, boolean injected) {
        assertThat(Reply.of(reply.replace("|", "\r\n"), false).isInjected()).isEqualTo(injected);
    }

    @ParameterizedTest
    @EnumSource(
            value = Attack.End.class,
            names = {"READ", "PEEK"})
    void a_reply_that_is_late_is_waited_for(Attack.End end) throws IOException {
        try (Loopback service = Loopback.late(500)) {
            Attack attack = new Attack(
                    "any",
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                    end);
            assertThat(new Wire(service.port()).send(attack).status()).isEqualTo(500);
        }
    }

    @Test
    void a_connection_that_is_closed_without_a_word_says_so() throws IOException {
        try (Loopback service =
                Loopback.answering(request -> request.connection().close())) {
            Attack attack = new Attack(
                    "any",
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                    Attack.End.READ);
            assertThat(new Wire(service.port()).send(attack)).isEqualTo(new Reply(0, "", false));
        }
    }
}
