package dev.sheaf.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long what is kept. Longer: it can be looked at for longer, takes room, and lies there for others to find. */
@ConfigMapping(prefix = "sheaf.retention")
public interface RetentionConfig {

    /** A job's rows with their texts, answers and raw replies, after its end. Its counts and costs stay. */
    @WithDefault("P30D")
    @DurationMin(minutes = 1)
    @DurationMax(days = 36_500)
    Duration items();

    /** Stored files that were given no end of their own, after they came or the batch that they belong to ended. */
    @WithDefault("P30D")
    @DurationMin(minutes = 1)
    @DurationMax(days = 36_500)
    Duration files();

    /** Answers that are kept for other jobs. */
    @WithDefault("P30D")
    @DurationMin(minutes = 1)
    @DurationMax(days = 36_500)
    Duration knownAnswers();

    /** Audits with their reports, after their end. */
    @WithDefault("P365D")
    @DurationMin(minutes = 1)
    @DurationMax(days = 36_500)
    Duration audits();

    /** What single calls cost, and what keys took a day. Sums by days stay. */
    @WithDefault("P400D")
    @DurationMin(days = 2)
    @DurationMax(days = 36_500)
    Duration calls();

    /** Events that were delivered or given up, and which ones came in whose jobs were deleted: those make no second job. */
    @WithDefault("P30D")
    @DurationMin(minutes = 1)
    @DurationMax(days = 36_500)
    Duration events();
}
