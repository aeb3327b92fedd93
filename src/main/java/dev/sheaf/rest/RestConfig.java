package dev.sheaf.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
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

    /** Items of one audit at most. More make finer figures, and cost and hold that many more in memory. */
    @WithDefault("2000")
    @Min(2)
    @Max(20_000)
    int maxAuditItems();

    /** How many of a job's items an audit samples where its caller does not say. Higher: finer figures that cost more. */
    @WithDefault("500")
    @Min(2)
    @Max(20_000)
    int auditSample();

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

    /** The largest body of a request that is no file. More let larger requests in, and hold them in memory. */
    @WithDefault("10M")
    @WithConverter(SizeConverter.class)
    @Min(1_024)
    long maxBody();

    /** The largest file of a job. More let larger files in; none is ever held in memory. */
    @WithDefault("2G")
    @WithConverter(SizeConverter.class)
    @Min(1_024)
    long maxUpload();

    /**
     * How often a job is looked at for all who watch it. Longer makes fewer looks into the database, and later news.
     */
    @WithDefault("PT1S")
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    Duration watchInterval();
}
