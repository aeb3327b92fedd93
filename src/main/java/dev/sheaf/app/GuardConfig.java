package dev.sheaf.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;

/** How much of what is served is checked: asked alone as well, behind everything else. */
@ConfigMapping(prefix = "sheaf.guard")
public interface GuardConfig {

    /**
     * The share of items that is asked alone, too; of a pack one at most. Higher: a size that is too large is found sooner,
     * at a cost. 0: nothing is checked.
     */
    @WithDefault("0.01")
    @DecimalMin("0")
    @DecimalMax("1")
    BigDecimal share();

    /** Tokens of checks a token of the task's own calls, at most. Higher: the share above is kept for tasks with long instructions, too. */
    @WithDefault("0.1")
    @DecimalMin("0")
    @DecimalMax("100")
    BigDecimal spend();

    /** Tokens that the checks of a task's version may cost a day, over all replicas. Higher: more checks on busy days. */
    @WithDefault("1000000")
    @Min(0)
    @Max(1_000_000_000_000L)
    long tokensPerDay();
}
