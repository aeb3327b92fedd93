package dev.sheaf.model;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as the provider tells of it.
 *
 * @param outputFile replies; absent, too, where no request succeeded
 * @param errorFile requests without a reply; absent, too, where there is none to read
 * @param errors why the provider did not run it
 * @param usage what all of its replies cost; absent where the provider does not say
 */
public record RemoteBatch(
        String id,
        State state,
        String inputFile,
        @Nullable String outputFile,
        @Nullable String errorFile,
        List<Problem> errors,
        Counts counts,
        @Nullable Usage usage,
        Map<String, String> metadata,
        @Nullable Instant createdAt) {

    public RemoteBatch {
        errors = List.copyOf(errors);
        metadata = Map.copyOf(metadata);
    }

    /** Where a batch is on its way; the provider's words. */
    public enum State {
        VALIDATING,
        FAILED,
        IN_PROGRESS,
        FINALIZING,
        COMPLETED,
        EXPIRED,
        CANCELLING,
        CANCELLED,
        /** A word that is not documented: taken for under way. */
        OTHER;

        public static State of(String word) {
            for (State state : values()) {
                if (state.name().equals(word.toUpperCase(Locale.ROOT))) {
                    return state;
                }
            }
            return OTHER;
        }

        /** Whether nothing more will happen. */
        public boolean isOver() {
            return this == FAILED || this == COMPLETED || this == EXPIRED || this == CANCELLED;
        }
    }

    /** What the provider says it counted; it is known to be wrong at times. */
    public record Counts(long total, long completed, long failed) {
        public static final Counts NONE = new Counts(0, 0, 0);
    }

    /** @param line of the request file, from 1; absent where the whole file is meant */
    public record Problem(
            String code,
            String message,
            @Nullable String param,
            @Nullable Long line) {}
}
