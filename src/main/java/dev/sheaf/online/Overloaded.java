package dev.sheaf.online;

import java.time.Duration;

/** A task's queue has no room for a request. Nothing of the request was taken in. */
public final class Overloaded extends RuntimeException {
    private final Duration retryAfter;

    Overloaded(Duration retryAfter) {
        super("The task's queue is full.", null, false, false);
        this.retryAfter = retryAfter;
    }

    /** When it is worth trying again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
