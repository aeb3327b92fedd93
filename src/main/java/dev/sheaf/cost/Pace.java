package dev.sheaf.cost;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How fast calls go. What is not limited here the provider limits, in ways that nobody knows before.
 *
 * @param concurrency calls under way at once
 * @param enqueuedTokens input tokens that the provider's batch queue takes of the model at once
 */
public record Pace(
        int concurrency, OptionalLong requestsPerMinute, OptionalLong tokensPerMinute, OptionalLong enqueuedTokens) {
    /** Of a service that nothing was said to. */
    public static final Pace USUAL = new Pace(64, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** Until a call's first token. */
    private static final long FIRST_TOKEN_MILLIS = 500;
    /** Between its further ones. */
    private static final long TOKEN_MILLIS = 16;
    /** Half of 230,000 batches that were seen elsewhere took no longer. */
    private static final Duration USUAL_BATCH = Duration.ofMinutes(7);
    /** What the provider promises. */
    private static final Duration LONGEST_BATCH = Duration.ofHours(24);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    public Pace {
        if (concurrency < 1) {
            throw new IllegalArgumentException("somebody has to be asked");
        }
    }

    /** Of ordinary calls, where nothing else holds them up. */
    Duration calls(long calls, long input, long output) {
        long each = calls == 0 ? 0 : FIRST_TOKEN_MILLIS + TOKEN_MILLIS * (output / calls);
        Duration byCalls = Duration.ofMillis((calls + concurrency - 1) / concurrency * each);
        return longest(byCalls, longest(limited(calls, requestsPerMinute), limited(input + output, tokensPerMinute)));
    }

    Duration batchUsually(long input) {
        return USUAL_BATCH.multipliedBy(turns(input));
    }

    Duration batchAtMost(long input) {
        return LONGEST_BATCH.multipliedBy(turns(input));
    }

    private long turns(long input) {
        long queue = enqueuedTokens.orElse(Long.MAX_VALUE);
        return Math.max(1, input / queue + (input % queue == 0 ? 0 : 1));
    }

    private static Duration limited(long amount, OptionalLong perMinute) {
        return perMinute.isEmpty()
                ? Duration.ZERO
                : MINUTE.multipliedBy(amount).dividedBy(Math.max(1, perMinute.getAsLong()));
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
