package dev.sheaf.bulk;

import java.util.Locale;
import java.util.Optional;

/** How a job's calls travel. */
public enum Lane {
    /** Chat completions, now. */
    ONLINE,
    /** The provider's batches, within hours and at a lower price. */
    BATCH,
    /** Whichever of the two its size and deadline ask for. */
    AUTO;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Lane> of(String word) {
        for (Lane lane : values()) {
            if (lane.word().equals(word)) {
                return Optional.of(lane);
            }
        }
        return Optional.empty();
    }
}
