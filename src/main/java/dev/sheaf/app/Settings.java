package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cli.Programs.ServeOptions;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.Expressions;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is configured, by property name: environment, system properties, files and the command line together. */
@FunctionalInterface
interface Settings {

    /** Above system properties (400): what the command line says counts most. */
    int COMMAND_LINE = 450;

    /** Above everything, since it was decided from all of that. */
    int PREPARED = 500;

    /** The setting as it was given; blank is the same as absent. */
    Optional<String> find(String name);

    default boolean flag(String name, boolean otherwise) {
        return find(name).map(value -> flag(name, value)).orElse(otherwise);
    }

    private static boolean flag(String name, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new Refused(name + " is neither true nor false.");
        };
    }

    static Settings of(SmallRyeConfig config) {
        return name -> given(config, name).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A variable that others define as well is taken literally: its password may hold what looks like a reference. */
    private static Optional<String> given(SmallRyeConfig config, String name) {
        return name.equals("DATABASE_URL")
                ? Expressions.withoutExpansion(() -> config.getOptionalValue(name, String.class))
                : config.getOptionalValue(name, String.class);
    }

    /** The settings as Quarkus will see them, read before it starts. */
    static Settings of(ServeOptions options) {
        Map<String, String> said = commandLine(options);
        return of(ConfigUtils.configBuilder()
                .withSources(new PropertiesConfigSource(said, "command line", COMMAND_LINE))
                .build());
    }

    /** The settings with those that count most, as Quarkus will see them. */
    static Settings over(Map<String, String> prepared) {
        return of(ConfigUtils.configBuilder()
                .withSources(new PropertiesConfigSource(prepared, "prepared", PREPARED))
                .build());
    }

    static Map<String, String> commandLine(ServeOptions options) {
        Map<String, String> said = new HashMap<>(options.settings());
        if (options.simulator() != null) {
            said.put("sheaf.simulator", options.simulator());
        }
        if (options.port() != null) {
            said.put("quarkus.http.port", String.valueOf(options.port()));
        }
        return said;
    }
}
