package dev.sheaf.openai;

import dev.sheaf.model.ModelFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether and when a failed attempt is repeated. What the provider says about waiting is obeyed; where it says nothing
 * the wait doubles from 0.5 s to 8 s, less up to a quarter by chance, so that calls that failed together do not come
 * back together.
 *
 * @param retries how often a call is repeated at most
 * @param maxWait the longest wait that the provider may ask for; beyond it the call is given up
 */
record RetryRule(int retries, Duration maxWait) {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final int DOUBLINGS = 4;
    private static final double JITTER = 0.25;

    RetryRule {
        if (retries < 0 || maxWait.isNegative()) {
            throw new IllegalArgumentException("retries and the longest wait must not be negative");
        }
    }

    /**
     * Decides after a failed attempt.
     *
     * @param attempt which attempt failed, from 1
     * @param chance a number of [0, 1)
     * @return how long to wait before the next attempt; empty: give up
     */
    Optional<Duration> next(int attempt, ModelFailure failure, double chance) {
        if (!failure.retryable() || attempt > retries) {
            return Optional.empty();
        }
        // a provider that asks for no wait at all is taken to have said nothing: five calls at once help nobody
        Optional<Duration> asked = failure.retryAfter().filter(wait -> wait.compareTo(Duration.ZERO) > 0);
        if (asked.isPresent()) {
            return asked.filter(wait -> wait.compareTo(maxWait) <= 0);
        }
        return Optional.of(lessJitter(backOff(attempt), chance));
    }

    /** The full wait after so many failures in a row, from 1. */
    static Duration backOff(int failures) {
        return FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
    }

    private static Duration lessJitter(Duration wait, double chance) {
        return Duration.ofNanos((long) (wait.toNanos() * (1 - JITTER * chance)));
    }
}
