package dev.sheaf.quality;

import java.time.Duration;

/**
 * How much is checked.
 *
 * @param share of the items that are asked alone as well, from 0 to 1; of a pack one at most
 * @param spend tokens of checks a token of the task's own, at most
 * @param tokensADay tokens that the checks of a version may cost a day, over all replicas
 * @param freshness how old what is known of a size may be
 */
public record GuardPolicy(double share, double spend, long tokensADay, Duration freshness) {
    public GuardPolicy {
        if (!(share >= 0 && share <= 1) || !(spend >= 0) || tokensADay < 0 || freshness.isNegative()) {
            throw new IllegalArgumentException("a share lies from 0 to 1, and no bound is negative");
        }
    }
}
