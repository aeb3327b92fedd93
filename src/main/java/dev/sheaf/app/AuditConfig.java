package dev.sheaf.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How audits run. */
@ConfigMapping(prefix = "sheaf.audit")
public interface AuditConfig {

    /** Calls of one audit at once. Higher: a report sooner, and more calls in flight behind everybody else's. */
    @WithDefault("8")
    @Min(1)
    @Max(256)
    int concurrency();

    /** Audits that run here at once; further ones are refused. Higher: more memory, some 10 MB each at most. */
    @WithDefault("2")
    @Min(1)
    @Max(100)
    int atOnce();

    /**
     * How long an audit may go without a sign of life from the replica that runs it; then it has failed. Higher: a crash is
     * known later.
     */
    @WithDefault("PT1M")
    @DurationMin(seconds = 5)
    @DurationMax(hours = 1)
    Duration hold();
}
