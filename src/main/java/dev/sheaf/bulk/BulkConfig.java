package dev.sheaf.bulk;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How jobs are worked on. */
@ConfigMapping(prefix = "sheaf.bulk")
public interface BulkConfig {

    /**
     * How often this replica looks for work that is due; the scheduler's clock has no finer beat than a second. What a
     * step of its own makes due within five seconds, or before the next beat, does not wait for it. Higher: fewer questions to
     * the database, other replicas' work is found later.
     */
    @WithDefault("PT1S")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration every();

    /**
     * Whether this replica looks for work by itself. Where a machine only runs while a request is answered, it does not:
     * ticks and the provider's webhooks do.
     */
    @WithDefault("true")
    boolean work();

    /** Steps that this replica takes at once, of jobs and of parts. Higher: more at once, more connections and memory. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int steps();

    /**
     * How long what a replica has taken on stays its own without a sign of life. Higher: work of a replica that died
     * waits longer. It has to outlast the provider's answer to an order, `sheaf.openai.batch-timeout`.
     */
    @WithDefault("PT2M")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration lease();

    /** How long a batch is left alone before it is asked for again; older ones longer. Higher: fewer calls, later news. */
    @WithDefault("PT45S")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration poll();

    /** How long an order whose answer never came is looked for before it is given again. Higher: safer, slower. */
    @WithDefault("PT2M")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration settling();

    /**
     * How long a step that failed waits before it is taken again, where the provider does not say for longer. Higher: fewer
     * calls to a provider or a database in trouble, later recovery.
     */
    @WithDefault("PT1M")
    @DurationMin(millis = 50)
    @DurationMax(hours = 1)
    Duration retryPause();

    /** How long a part waits for its place in the provider's queue before it asks again. Higher: fewer questions. */
    @WithDefault("PT10S")
    @DurationMin(millis = 50)
    @DurationMax(hours = 1)
    Duration queuePause();

    /** The first pause after the provider's queue was full; each next one is twice as long, three times. */
    @WithDefault("PT5M")
    @DurationMin(millis = 50)
    @DurationMax(hours = 6)
    Duration overflowPause();

    /** Requests of a batch at most. Higher: fewer batches, until the provider's limit. */
    @WithDefault("50000")
    @Min(1)
    @Max(1_000_000)
    int maxRequests();

    /** Bytes of a request file at most. Higher: fewer batches, until the provider's limit. */
    @WithDefault("200000000")
    @Min(10_000)
    @Max(10_000_000_000L)
    long maxBytes();

    /**
     * Input tokens that the provider lets wait in its queue, by model; a model that is not named has no limit of ours.
     * Higher: more batches at once, until the provider refuses.
     */
    Map<String, @Min(1) Long> enqueuedTokens();

    /** How long before its deadline a job stops waiting for batches. Higher: more is asked online, at full price. */
    @WithDefault("PT20M")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 24)
    Duration deadlineMargin();

    /** Items up to which {@code lane=auto} goes online. Higher: more jobs are quick, and pay full price. */
    @WithDefault("200")
    @Min(0)
    @Max(10_000_000)
    long autoItems();

    /** Requests of a stretch of the online lane, which one replica asks. Higher: less to write down, less to share. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int onlineRequests();

    /** Requests of such a stretch under way at once. Higher: faster, until the provider's limits. */
    @WithDefault("16")
    @Min(1)
    @Max(1_000)
    int onlineConcurrency();

    /** How often an item may be asked in all, for each of its votes. Higher: worse days of a provider are outlasted, at a cost. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int tries();

    /** Whether answers are kept for other jobs of the same task and version. */
    @WithDefault("false")
    boolean keepAnswers();

    /** Whether the model's raw replies are kept with a job, to be read with its items. */
    @WithDefault("false")
    boolean keepReplies();

    /** Where request and answer files lie while they are on their way. */
    @WithDefault(".sheaf/spool")
    @NotNull
    Path spoolDirectory();

    /** Bytes that the spool may hold. Higher: more files on their way at once. */
    @WithDefault("4000000000")
    @Min(1_000_000)
    @Max(1_000_000_000_000L)
    long spoolBytes();
}
