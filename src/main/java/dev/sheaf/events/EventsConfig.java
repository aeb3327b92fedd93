package dev.sheaf.events;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What wakes us and whom we wake. */
@ConfigMapping(prefix = "sheaf.events")
public interface EventsConfig {

    /** What the provider signs its webhooks with; several while one is exchanged for another. None: they are refused. */
    Optional<List<String>> providerSecrets();

    /** A file with such secrets, one a line. */
    Optional<Path> providerSecretsFile();
}
