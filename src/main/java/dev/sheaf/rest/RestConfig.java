package dev.sheaf.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of our own API. */
@ConfigMapping(prefix = "sheaf.api")
public interface RestConfig {

    /** Items in one request at most. More make fewer round trips and longer replies. */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int maxItems();

    /** Characters of one item's text at most. More let longer texts in; each is still held to its task's budget. */
    @WithDefault("400000")
    @Min(1)
    @Max(10_000_000)
    int maxItemLength();

    /**
     * How long a caller waits where it does not say; longer than one attempt at the provider, so that an attempt that hangs
     * can be repeated. More keep slow models usable and dead callers longer.
     */
    @WithDefault("PT2M")
    @DurationMin(millis = 1)
    @DurationMax(hours = 24)
    Duration patience();

    /** The longest wait that a caller may ask for. Longer lets callers hold their places in the queue longer. */
    @WithDefault("PT15M")
    @DurationMin(millis = 1)
    @DurationMax(hours = 24)
    Duration maxPatience();
}
