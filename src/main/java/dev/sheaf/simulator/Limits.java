package dev.sheaf.simulator;

/**
 * Rate limits of each model, by the simulator's own clock.
 *
 * @param requestsPerMinute 0: none
 * @param tokensPerMinute input and allowed output tokens together; 0: none
 */
public record Limits(int requestsPerMinute, int tokensPerMinute) {
    /** No limit; the headers then name numbers that no client reaches. */
    public static final Limits NONE = new Limits(0, 0);

    public Limits {
        if (requestsPerMinute < 0 || tokensPerMinute < 0) {
            throw new IllegalArgumentException("limits must not be negative; 0 is none");
        }
    }
}
