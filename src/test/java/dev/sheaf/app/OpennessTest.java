package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Digest;
import dev.sheaf.access.KeyRing;
import dev.sheaf.access.KeyStore;
import dev.sheaf.access.Limits;
import dev.sheaf.access.Locksmith;
import dev.sheaf.access.MemoryKeys;
import dev.sheaf.access.Role;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpennessTest {
    private final KeyStore store = new MemoryKeys();

    /** Where it listens with TLS and without. */
    private String host(String configured, Optional<Digest> operator) {
        HttpServerOptions open = new HttpServerOptions().setHost(configured);
        HttpServerOptions encrypted = new HttpServerOptions().setHost(configured);
        openness(operator).customizeHttpServer(open);
        openness(operator).customizeHttpsServer(encrypted);
        assertThat(encrypted.getHost()).as("with TLS").isEqualTo(open.getHost());
        return open.getHost();
    }

    private Openness openness(Optional<Digest> operator) {
        return new Openness(
                new KeyRing(store, operator, new KeyRing.Cache(Duration.ofSeconds(10), 10), System::nanoTime));
    }

    private void makeKey() {
        var wish = new Locksmith.Wish("shop", "", Set.of(Role.ASK), Limits.NONE);
        store.add(AccessWiring.smith(Clock.systemUTC()).make(wish).held())
                .await()
                .indefinitely();
    }

    @Test
    void without_any_key_it_listens_on_the_loopback_only() {
        assertThat(host("0.0.0.0", Optional.empty())).isEqualTo("localhost");
        assertThat(host("::", Optional.empty())).isEqualTo("localhost");
        assertThat(host("127.0.0.2", Optional.empty())).isEqualTo("127.0.0.2");
    }

    @Test
    void with_a_key_it_listens_where_it_was_told_to() {
        assertThat(host("0.0.0.0", Optional.of(Digest.of("the operator's")))).isEqualTo("0.0.0.0");
        makeKey();
        assertThat(host("0.0.0.0", Optional.empty())).isEqualTo("0.0.0.0");
    }

    @Test
    void a_domain_socket_stays_the_file_that_it_is() {
        HttpServerOptions options = new HttpServerOptions().setHost("/run/sheaf.sock");
        openness(Optional.empty()).customizeDomainSocketServer(options);
        assertThat(options.getHost()).isEqualTo("/run/sheaf.sock");
    }

    @Test
    void it_says_whom_it_answers() {
        assertThat(openness(Optional.empty()).inWords(new Listen("0.0.0.0", 8080)))
                .contains("this machine only", "no key", "0.0.0.0");
        makeKey();
        assertThat(openness(Optional.empty()).inWords(new Listen("0.0.0.0", 8080)))
                .isEqualTo("by key");
    }
}
