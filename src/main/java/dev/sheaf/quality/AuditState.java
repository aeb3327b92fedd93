package dev.sheaf.quality;

import java.util.Arrays;
import java.util.Locale;

/** Where an audit stands. */
public enum AuditState {
    /** Written down; nothing is asked yet. */
    CREATED,
    /** It is being asked. */
    RUNNING,
    /** Its report is there. */
    FINISHED,
    /** It ended without a report. */
    FAILED;

    public boolean isOver() {
        return this == FINISHED || this == FAILED;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException where no state is called so */
    public static AuditState of(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no state of an audit: " + word));
    }
}
