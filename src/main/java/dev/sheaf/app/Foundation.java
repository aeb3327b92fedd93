package dev.sheaf.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What runs beneath Quarkus, embedded database and simulator where they are wanted, and the configuration from it. */
final class Foundation implements AutoCloseable {

    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Consumer<String> note;

    private Foundation(Consumer<String> note) {
        this.note = note;
    }

    /**
     * Starts what has to run before the service.
     *
     * @param note told in a sentence what the user may want to know
     * @throws dev.sheaf.cli.Programs.Refused where something cannot be started; nothing is left running then
     */
    static Foundation lay(Startup startup, Simulators simulators, Consumer<String> note) {
        startup.listen().check();
        Foundation foundation = new Foundation(note);
        try {
            foundation.configure(startup.said());
            startup.database().lay(foundation);
            startup.provider().lay(foundation, simulators);
            return foundation;
        } catch (RuntimeException e) {
            foundation.close();
            throw e;
        }
    }

    /** The database alone, for work on its tables. */
    static Foundation on(Database database, Map<String, String> said) {
        Foundation foundation = new Foundation(sentence -> {});
        try {
            foundation.configure(said);
            database.lay(foundation);
            return foundation;
        } catch (RuntimeException e) {
            foundation.close();
            throw e;
        }
    }

    void configure(Map<String, String> more) {
        properties.putAll(more);
    }

    /** Is closed with this, before what was there already. */
    void keep(AutoCloseable started) {
        running.push(started);
    }

    void note(String sentence) {
        note.accept(sentence);
    }

    /** The service's configuration by property name; holds secrets. */
    Map<String, String> properties() {
        return Map.copyOf(properties);
    }

    /** Ends everything, the last started first. */
    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                note("Something did not end as it should: " + e.getMessage());
            }
        }
    }
}
