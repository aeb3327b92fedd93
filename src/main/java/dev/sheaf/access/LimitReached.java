package dev.sheaf.access;

import java.time.Duration;

/** A key has taken what it may; nothing of the request was taken in. The message is a sentence for the caller. */
public final class LimitReached extends RuntimeException {
    private final Duration retryAfter;

    LimitReached(String limit, Duration retryAfter) {
        super("The key may have " + limit + ".", null, false, false);
        this.retryAfter = retryAfter;
    }

    /** When there is room again, unless others take it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
