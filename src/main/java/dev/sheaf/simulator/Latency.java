package dev.sheaf.simulator;

import java.time.Duration;

/**
 * How long a reply takes, by the simulator's own clock.
 *
 * @param base of an empty reply
 * @param perInputToken added for each token read
 * @param perOutputToken added for each token written
 */
public record Latency(Duration base, Duration perInputToken, Duration perOutputToken) {
    /** Short enough for tests, long enough to be seen. */
    public static final Latency DEFAULT =
            new Latency(Duration.ofMillis(20), Duration.ofNanos(2_000), Duration.ofNanos(100_000));

    /** Replies at once. */
    public static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public Latency {
        if (base.isNegative() || perInputToken.isNegative() || perOutputToken.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative");
        }
    }

    public Latency withBase(Duration changed) {
        return new Latency(changed, perInputToken, perOutputToken);
    }

    Duration of(long inputTokens, long outputTokens) {
        return base.plus(perInputToken.multipliedBy(inputTokens)).plus(perOutputToken.multipliedBy(outputTokens));
    }
}
