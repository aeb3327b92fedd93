package dev.sheaf.app;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What calls cost. */
@ConfigMapping(prefix = "sheaf.cost")
public interface CostConfig {

    /** A table of prices in the place of the built-in one, in the same form: for contracts, and other providers. */
    Optional<Path> prices();
}
