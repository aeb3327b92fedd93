package dev.sheaf.online;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How much waits in the online lane, and how much of it is under way. */
@ConfigMapping(prefix = "sheaf.online")
public interface OnlineConfig {

    /**
     * Items of one task that wait at most; a request that does not fit is refused whole. Higher: longer bursts are taken
     * in, and wait longer.
     */
    @WithDefault("20000")
    @Min(1)
    @Max(10_000_000)
    int queueItems();

    /**
     * Packs of one task that are under way at once; while all are, items go on filling packs. Higher: more throughput,
     * and smaller packs under load.
     */
    @WithDefault("64")
    @Min(1)
    @Max(10_000)
    int packsInFlight();

    /** What a refused caller is told to wait. Higher: fewer attempts, slower recovery. */
    @WithDefault("PT1S")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration retryAfter();

    /** How long a task's empty queue is kept. Higher: more memory for tasks that are seldom used. */
    @WithDefault("PT10M")
    @DurationMin(seconds = 1)
    @DurationMax(days = 30)
    Duration idle();

    /** How old a task may be here after it was changed through another replica. Higher: fewer looks, later changes. */
    @WithDefault("PT1S")
    @DurationMin
    @DurationMax(hours = 1)
    Duration taskFreshness();
}
