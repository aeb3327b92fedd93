package dev.sheaf.openai;

import java.time.Duration;

/**
 * How slow a file may travel: it has the time of a small call, and what its bytes need at the slowest bearable rate.
 * Held to at every moment with the bytes so far, so that one that stands still is noticed after the time of a small call.
 *
 * @param least what is allowed without any bytes
 */
record Pace(Duration least) {
    /** About a megabit a second: 200 MB have 26 minutes. */
    private static final long BYTES_PER_SECOND = 128 * 1024;

    Duration allowed(long bytes) {
        return least.plus(Duration.ofSeconds(bytes / BYTES_PER_SECOND));
    }
}
