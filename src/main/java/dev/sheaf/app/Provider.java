package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cli.Programs.SimulateOptions;
import io.quarkus.runtime.configuration.DurationConverter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who answers: the provider at its base URL, or the built-in simulator. */
sealed interface Provider {

    /** The provider's own address, as the official SDKs have it. */
    String USUAL_BASE_URL = "https://api.openai.com/v1";

    String NEITHER = "There is no key for the provider: set OPENAI_API_KEY, or ask for the built-in simulator by name "
            + "(serve --simulator, or SHEAF_SIMULATOR=on).";

    /**
     * A provider that speaks the wire. A server of one's own needs no key, so another base URL without one will do.
     *
     * @param properties the provider's settings by property name; the key is among them, so never print them
     */
    record OpenAi(URI baseUrl, Map<String, String> properties) implements Provider {
        public OpenAi {
            properties = Map.copyOf(properties);
        }

        @Override
        public void lay(Foundation foundation, Simulators simulators) {
            foundation.configure(properties);
        }

        @Override
        public String inWords() {
            return "provider at " + baseUrl.getHost();
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "OpenAi[" + baseUrl.getHost() + "]";
        }
    }

    /**
     * The simulator, on a free port.
     *
     * @param pace how long is waited for it, by property name: what hangs there hangs on purpose, and its batches end
     *     within seconds
     */
    record Simulated(SimulateOptions options, Map<String, String> pace) implements Provider {
        /** What a day at a provider is in the simulator. */
        static final Map<String, String> USUAL_PACE = Map.of(
                "sheaf.openai.batch-timeout", "PT10S",
                "sheaf.bulk.lease", "PT20S",
                "sheaf.bulk.poll", "PT0.5S",
                "sheaf.bulk.settling", "PT3S",
                "sheaf.bulk.retry-pause", "PT1S",
                "sheaf.bulk.queue-pause", "PT0.5S",
                "sheaf.bulk.overflow-pause", "PT1S");

        public Simulated {
            pace = Map.copyOf(pace);
        }

        @Override
        public void lay(Foundation foundation, Simulators simulators) {
            Simulators.Running simulator = simulators.start(options);
            foundation.keep(simulator);
            foundation.note("The simulator is at http://127.0.0.1:" + simulator.port()
                    + ": its bill at /simulator/bill, its faults at /simulator/faults.");
            foundation.configure(Map.of(
                    "sheaf.openai.base-url", "http://127.0.0.1:" + simulator.port() + "/v1",
                    "sheaf.openai.api-key", "simulator",
                    "sheaf.openai.organization", "",
                    "sheaf.openai.project", ""));
            foundation.configure(pace);
        }

        @Override
        public String inWords() {
            return "the built-in simulator: it is no model, its answers mean nothing (for real ones set OPENAI_API_KEY)";
        }
    }

    /** Starts it where it has to be started, and says in the foundation's configuration where it is. */
    void lay(Foundation foundation, Simulators simulators);

    /** For people; no secret. */
    String inWords();

    /** When the simulator is taken. */
    enum Mode {
        OFF,
        ON,
        AUTO;

        static Mode named(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "off", "false", "no" -> OFF;
                case "on", "true", "yes" -> ON;
                case "auto" -> AUTO;
                default ->
                    throw new Refused("sheaf.simulator (--simulator, SHEAF_SIMULATOR) is one of on, off and auto.");
            };
        }
    }

    /**
     * Takes the provider where there is one, else the simulator where it may.
     *
     * @throws Refused where there is neither
     */
    static Provider decide(Settings settings) {
        Mode mode = settings.find("sheaf.simulator").map(Mode::named).orElse(Mode.OFF);
        if (mode == Mode.ON) {
            return simulated(settings);
        }
        URI baseUrl = baseUrl(settings);
        boolean answers = settings.find("sheaf.openai.api-key").isPresent()
                || !baseUrl.toString().equals(USUAL_BASE_URL);
        if (answers) {
            return new OpenAi(baseUrl, properties(settings, baseUrl));
        }
        if (mode == Mode.AUTO) {
            return simulated(settings);
        }
        throw new Refused(NEITHER);
    }

    private static Map<String, String> properties(Settings settings, URI baseUrl) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("sheaf.openai.base-url", baseUrl.toString());
        for (String name : new String[] {"api-key", "organization", "project"}) {
            settings.find("sheaf.openai." + name)
                    .ifPresent(value -> properties.put("sheaf.openai." + name, Escape.expressions(value)));
        }
        return properties;
    }

    private static URI baseUrl(Settings settings) {
        String given = settings.find("sheaf.openai.base-url").orElse(USUAL_BASE_URL);
        return address(given.replaceFirst("/+$", ""))
                .filter(Provider::isHttp)
                .orElseThrow(() -> new Refused("OPENAI_BASE_URL is not an http or https address."));
    }

    private static Optional<URI> address(String given) {
        try {
            return Optional.of(new URI(given));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isHttp(URI address) {
        return address.getHost() != null
                && ("http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme()));
    }

    private static Provider simulated(Settings settings) {
        try {
            Duration latency = DurationConverter.parseDuration(
                    settings.find("sheaf.simulator-latency").orElse("200ms"));
            Map<String, String> pace = new LinkedHashMap<>(Simulated.USUAL_PACE);
            pace.put(
                    "sheaf.openai.timeout",
                    latency.multipliedBy(10).plusSeconds(5).toString());
            pace.replaceAll((name, usual) -> settings.find(name).orElse(usual));
            return new Simulated(
                    new SimulateOptions(
                            0,
                            settings.find("sheaf.simulator-faults").orElse(""),
                            Long.parseLong(settings.find("sheaf.simulator-seed").orElse("1")),
                            latency,
                            Double.parseDouble(
                                    settings.find("sheaf.simulator-speed").orElse("1")),
                            data(settings)),
                    pace);
        } catch (IllegalArgumentException e) {
            throw new Refused("sheaf.simulator-seed, -latency, -speed or -data cannot be read: " + e.getMessage());
        }
    }

    /** Beside the embedded database, so that a service that was killed finds its provider as it left it. */
    private static @Nullable Path data(Settings settings) {
        Optional<String> named = settings.find("sheaf.simulator-data");
        if (named.isPresent()) {
            return named.get().equals("none") ? null : Path.of(named.get()).toAbsolutePath();
        }
        return Path.of(settings.find("sheaf.embedded.directory").orElse(".sheaf"), "simulator")
                .toAbsolutePath();
    }
}
