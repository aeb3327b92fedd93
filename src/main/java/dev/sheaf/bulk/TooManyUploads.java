package dev.sheaf.bulk;

import java.time.Duration;

/** As many files as allowed are being read. Nothing of this one was taken in. */
public final class TooManyUploads extends RuntimeException {
    private final Duration retryAfter;

    TooManyUploads(Duration retryAfter) {
        super("Too many files are being read.", null, false, false);
        this.retryAfter = retryAfter;
    }

    /** When it is worth trying again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
