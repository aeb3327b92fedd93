package dev.sheaf.simulator;

/**
 * Limits of each model, by the simulator's own clock.
 *
 * @param requestsPerMinute 0: none
 * @param tokensPerMinute input and allowed output tokens together; 0: none
 * @param enqueuedTokens input tokens in batches that are not over; 0: none
 * @param batchesPerHour created, of all models; 0: none
 */
public record Limits(int requestsPerMinute, int tokensPerMinute, long enqueuedTokens, int batchesPerHour) {
    /** No limit; the headers then name numbers that no client reaches. */
    public static final Limits NONE = new Limits(0, 0);

    public Limits {
        if (requestsPerMinute < 0 || tokensPerMinute < 0 || enqueuedTokens < 0 || batchesPerHour < 0) {
            throw new IllegalArgumentException("limits must not be negative; 0 is none");
        }
    }

    /** Without limits for batches. */
    public Limits(int requestsPerMinute, int tokensPerMinute) {
        this(requestsPerMinute, tokensPerMinute, 0, 0);
    }

    public Limits withEnqueuedTokens(long changed) {
        return new Limits(requestsPerMinute, tokensPerMinute, changed, batchesPerHour);
    }

    public Limits withBatchesPerHour(int changed) {
        return new Limits(requestsPerMinute, tokensPerMinute, enqueuedTokens, changed);
    }
}
