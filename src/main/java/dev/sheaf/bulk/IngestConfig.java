package dev.sheaf.bulk;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How files of jobs are taken in. */
@ConfigMapping(prefix = "sheaf.ingest")
public interface IngestConfig {

    /** Files that are read at once, each by a thread of its own. Higher: more memory and more load on the database. */
    @WithDefault("4")
    @Min(1)
    @Max(1_000)
    int uploads();

    /** What a caller is told to wait where no file can be taken in. Higher: fewer attempts, later uploads. */
    @WithDefault("PT5S")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration retryAfter();

    /** The share of rows that cannot be asked about which a job bears. Higher: worse files are paid for. */
    @WithDefault("0.1")
    @DecimalMin("0")
    @DecimalMax("1")
    double badShare();

    /**
     * How long a file may pause before its upload counts as broken off. Higher: slower senders get through, and dead ones
     * hold their places longer.
     */
    @WithDefault("PT1M")
    @DurationMin(millis = 10)
    @DurationMax(hours = 24)
    Duration idle();
}
