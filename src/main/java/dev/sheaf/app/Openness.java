package dev.sheaf.app;

import dev.sheaf.access.KeyRing;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Says at the start whom the service answers. */
@Singleton
@Unremovable
class Openness {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KeyRing keys;

    Openness(KeyRing keys) {
        this.keys = keys;
    }

    /** For people. Not to be called on an event loop. */
    String inWords(Listen listen) {
        if (!keys.isOpen().await().atMost(PATIENCE)) {
            return "by key";
        }
        return "this machine only, since there is no key"
                + (listen.isLoopback() ? "" : "; " + listen.host() + " answers 401 to all others")
                + ": `sheaf key create --roles admin` makes one";
    }
}
