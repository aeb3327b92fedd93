package dev.sheaf.simulator;

import java.util.Locale;
import java.util.Set;

/** Where a batch is on its way; a status knows its next ones. */
enum BatchStatus {
    COMPLETED,
    FAILED,
    EXPIRED,
    CANCELLED,
    CANCELLING(CANCELLED),
    FINALIZING(COMPLETED, EXPIRED),
    IN_PROGRESS(FINALIZING, CANCELLING),
    VALIDATING(FAILED, IN_PROGRESS, CANCELLING);

    private final Set<BatchStatus> next;

    BatchStatus(BatchStatus... next) {
        this.next = Set.of(next);
    }

    boolean leadsTo(BatchStatus other) {
        return next.contains(other);
    }

    boolean over() {
        return next.isEmpty();
    }

    /** The provider's word. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static BatchStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
