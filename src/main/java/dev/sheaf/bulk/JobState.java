package dev.sheaf.bulk;

import java.util.Locale;
import java.util.Optional;

/** Where a job is. */
public enum JobState {
    /** Its file is being read. */
    INGESTING,
    /** Its items are being asked. */
    RUNNING,
    /** Nothing new is bought until somebody says so. */
    PAUSED,
    /** Every item has its answer or its reason. */
    COMPLETED,
    /** It ended before anything was asked: its file could not be read, or too much of it was bad. */
    FAILED,
    /** It was ended; what was paid for is kept. */
    CANCELLED;

    /** As it is written to callers and to the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<JobState> of(String word) {
        for (JobState state : values()) {
            if (state.word().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    public boolean isOver() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
