package dev.sheaf.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How files and batches are handled.
 *
 * @param turnaround the longest that a batch without faults takes, by the simulator's own clock; one takes half of it at
 *     least, and as long as its lines keep the machine busy
 * @param window after which a batch expires, by the simulator's own clock: what the provider's 24 hours stand for
 * @param maxFileBytes a longer file is refused with 413
 * @param maxLines a batch of more requests fails with {@code too_many_tasks}
 * @param hooks who is told of batches that have ended; absent: nobody
 */
public record BatchSettings(
        Duration turnaround,
        Duration window,
        long maxFileBytes,
        int maxLines,
        @Nullable HookAddress hooks) {
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Batches of two seconds, a minute in the place of a day, the provider's bounds. */
    public static final BatchSettings DEFAULT =
            new BatchSettings(Duration.ofSeconds(2), Duration.ofMinutes(1), 200L * 1024 * 1024, 50_000);

    public BatchSettings {
        span("turnaround", turnaround);
        span("window", window);
        if (maxFileBytes < 1 || maxLines < 1) {
            throw new IllegalArgumentException("maxFileBytes and maxLines must be positive");
        }
    }

    /** Nobody is told. */
    public BatchSettings(Duration turnaround, Duration window, long maxFileBytes, int maxLines) {
        this(turnaround, window, maxFileBytes, maxLines, null);
    }

    private static void span(String name, Duration span) {
        if (span.compareTo(Duration.ofMillis(1)) < 0 || span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must last from 1ms to 365 days");
        }
    }

    public BatchSettings withTurnaround(Duration changed) {
        return new BatchSettings(changed, window, maxFileBytes, maxLines, hooks);
    }

    public BatchSettings withWindow(Duration changed) {
        return new BatchSettings(turnaround, changed, maxFileBytes, maxLines, hooks);
    }

    public BatchSettings withMaxFileBytes(long changed) {
        return new BatchSettings(turnaround, window, changed, maxLines, hooks);
    }

    public BatchSettings withMaxLines(int changed) {
        return new BatchSettings(turnaround, window, maxFileBytes, changed, hooks);
    }

    public BatchSettings withHooks(@Nullable HookAddress changed) {
        return new BatchSettings(turnaround, window, maxFileBytes, maxLines, changed);
    }
}
