package dev.sheaf.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Who may use the service. */
@ConfigMapping(prefix = "sheaf.access")
public interface AccessConfig {

    /** The operator's own key: an administrator of the tenant {@code default}, who sees to all tenants' keys. */
    Optional<String> adminKey();

    /** A file with the operator's own key, for secrets that are mounted; its first line counts. */
    Optional<Path> adminKeyFile();

    /**
     * How long a key that was found is not looked up again. Longer: fewer looks into the database, and a revoked key works
     * that much longer.
     */
    @WithDefault("PT10S")
    @DurationMin
    @DurationMax(minutes = 10)
    Duration keyFreshness();

    /** Keys held in memory at most. More save looks into the database where there are more in use at once. */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int keysKept();
}
