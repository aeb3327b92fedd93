package dev.sheaf.cli;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a service that is started here is given. */
final class ProgramOptions {
    @Option(
            names = "--simulator",
            arity = "0..1",
            fallbackValue = "on",
            paramLabel = "on|off|auto",
            description = "Answer with the built-in simulator, which is no model: on, off, or auto (where there is no"
                    + " OPENAI_API_KEY).")
    private @Nullable Simulator simulator;

    @Option(
            names = "-D",
            paramLabel = "NAME=VALUE",
            hideParamSyntax = true,
            mapFallbackValue = "",
            description = "A setting of the service, by its property name.")
    private Map<String, String> settings = new LinkedHashMap<>();

    enum Simulator {
        on,
        off,
        auto
    }

    boolean given() {
        return simulator != null || !settings.isEmpty();
    }

    Programs.ServeOptions on(@Nullable Integer port) {
        return new Programs.ServeOptions(simulator == null ? null : simulator.name(), port, settings);
    }

    /** A service that takes in what it is given and leaves the work to others. */
    Programs.ServeOptions idle() {
        Map<String, String> idle = new HashMap<>(settings);
        idle.put("sheaf.bulk.work", "false");
        return new Programs.ServeOptions(simulator == null ? null : simulator.name(), 0, idle);
    }
}
