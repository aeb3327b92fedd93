package dev.sheaf.cli;

import dev.sheaf.model.ChatWire;
import dev.sheaf.pack.TaskIntake;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The programs behind the commands that are more than a client, handed in by {@code app}. */
public interface Programs {

    /**
     * Runs the service until it is told to stop.
     *
     * @return the process's exit code
     */
    int serve(ServeOptions options);

    /** Runs the simulator alone until the process is told to stop. */
    int simulate(SimulateOptions options);

    /**
     * Starts the service inside this process on a free loopback port.
     *
     * @throws Refused where it cannot start; the message is one sentence for the user
     */
    Local startLocal(ServeOptions options);

    /**
     * Does what is due of all jobs, starts nothing else, and ends.
     *
     * @param atMost how long it may go on with what becomes due meanwhile
     * @throws Refused where it cannot start; the message is one sentence for the user
     */
    Ticked tick(ServeOptions options, Duration atMost);

    /**
     * Brings the database's tables to this program's version.
     *
     * @return what was done, in a sentence
     * @throws Refused where it cannot be reached; the message is one sentence for the user
     */
    String migrate(ServeOptions options);

    /**
     * Writes a key into the database, where no service is asked.
     *
     * @return the key itself
     * @throws Refused where it cannot be reached, or there is no such role; the message is one sentence for the user
     */
    String createKey(ServeOptions options, NewKey key);

    /**
     * @param name for people; may be empty
     * @param roles by their words
     * @param limits by their names, as {@code items-per-day}
     */
    record NewKey(String tenant, String name, List<String> roles, Map<String, BigDecimal> limits) {
        public NewKey {
            roles = List.copyOf(roles);
            limits = Map.copyOf(limits);
        }
    }

    /**
     * What was due and done.
     *
     * @param steps that were taken, by what they were steps of
     * @param nextDue when something is due next; absent where there is nothing left to do
     */
    record Ticked(Map<String, Long> steps, @Nullable Instant nextDue) {
        public Ticked {
            steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        }

        long all() {
            return steps.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * @param simulator {@code off}: a key is needed; {@code on}: the simulator; {@code auto}: the simulator where there
     *     is no key; absent: as configured
     * @param port the port of the service; absent: as configured
     * @param settings further configuration by its property names
     */
    record ServeOptions(
            @Nullable String simulator, @Nullable Integer port, Map<String, String> settings) {
        public ServeOptions {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * @param port 0: a free one
     * @param faults {@code 0.05}, {@code all=0.05} or {@code kind=rate,…}; empty: none
     * @param latency of a short reply; it grows with the tokens
     * @param speed how many times faster than real time the simulator's clock runs
     * @param data the directory where its files, batches and bill outlive the process; absent: nowhere
     */
    record SimulateOptions(
            int port,
            String faults,
            long seed,
            Duration latency,
            double speed,
            @Nullable Path data) {}

    /** What requests are made of and replies are read with, where no service runs. */
    Asking asking();

    /**
     * @param intake reads definitions, with the configured defaults
     * @param wire how requests and replies stand in files
     */
    record Asking(TaskIntake intake, ChatWire wire) {}

    /** A service inside this process. */
    interface Local extends AutoCloseable {
        URI address();

        /** That it answers; absent where any will do. */
        default @Nullable String key() {
            return null;
        }

        @Override
        void close();
    }

    /** Something cannot be started; the message is one sentence that says what to do. */
    final class Refused extends RuntimeException {
        public Refused(String sentence) {
            super(sentence, null, false, false);
        }
    }
}
