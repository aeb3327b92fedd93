package dev.sheaf.app;

import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What was prepared before Quarkus starts, for the two classes that it makes itself: the source of the configuration
 * and the application. In memory rather than in system properties, where a key would be in every dump.
 *
 * @param properties configuration by property name
 * @param whenReady told the service's address as soon as it answers
 */
record Handover(Map<String, String> properties, Consumer<URI> whenReady) {

    private static volatile Handover current = new Handover(Map.of(), address -> {});

    Handover {
        properties = Map.copyOf(properties);
    }

    static Handover current() {
        return current;
    }

    void give() {
        current = this;
    }

    /** Names only. */
    @Override
    public String toString() {
        return "Handover" + properties.keySet();
    }
}
