package dev.sheaf.cost;

import java.time.Duration;

/** A day's cap leaves no room for a request; nothing of it was taken in. The message is a sentence for the caller. */
public final class CapReached extends RuntimeException {
    private final Duration retryAfter;

    CapReached(Cap cap, Duration retryAfter) {
        super("There is no room left under " + cap.inWords() + ".", null, false, false);
        this.retryAfter = retryAfter;
    }

    CapReached(Cap cap, String model, Duration retryAfter) {
        super(
                "The model " + model + " has no price, so that " + cap.inWords() + " cannot be held.",
                null,
                false,
                false);
        this.retryAfter = retryAfter;
    }

    /** Until the next day begins. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
