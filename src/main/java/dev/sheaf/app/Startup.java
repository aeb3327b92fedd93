package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cli.Programs.ServeOptions;
import java.util.Map;

/**
 * What the service is going to run on, decided from its settings alone, before anything is started.
 *
 * @param said what the command line set, by property name
 */
record Startup(Provider provider, Database database, Listen listen, Map<String, String> said) {

    Startup {
        said = Map.copyOf(said);
    }

    /**
     * Decides; starts and opens nothing.
     *
     * @throws Refused where the settings do not say enough, or contradict themselves
     */
    static Startup decide(Settings settings, ServeOptions options) {
        return new Startup(
                Provider.decide(settings),
                Database.decide(settings),
                Listen.decide(settings),
                Settings.commandLine(options));
    }
}
