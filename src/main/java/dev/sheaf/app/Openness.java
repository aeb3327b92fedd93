package dev.sheaf.app;

import dev.sheaf.access.KeyRing;
import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Has a service without any key listen on the loopback only, and says at the start whom it answers. */
@Singleton
@Unremovable
class Openness implements HttpServerOptionsCustomizer {
    private static final String LOOPBACK = "localhost";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KeyRing keys;

    Openness(KeyRing keys) {
        this.keys = keys;
    }

    /** The socket is opened once: a key that is made later opens it to others at the next start. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        keepIn(options);
    }

    /** A certificate says who we are, not who may come. A domain socket is this machine's anyway, and its host is a file. */
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        keepIn(options);
    }

    private void keepIn(HttpServerOptions options) {
        if (!Listen.isLoopback(options.getHost()) && isOpen()) {
            options.setHost(LOOPBACK);
        }
    }

    private boolean isOpen() {
        return keys.isOpen().await().atMost(PATIENCE);
    }

    /** For people. Not to be called on an event loop. */
    String inWords(Listen listen) {
        if (!isOpen()) {
            return "by key";
        }
        return "this machine only, since there is no key"
                + ": `sheaf key create --roles admin` makes one"
                + (listen.isLoopback() ? "" : ", and the next start then listens on " + listen.host());
    }
}
