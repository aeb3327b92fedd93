package dev.sheaf.bulk;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A durable run of a task's version over a file of items.
 *
 * @param key the caller's idempotency key
 * @param lane as it was asked for
 * @param knownAnswers how old answers to the same texts may be that are taken over; absent: none are
 * @param metadata the caller's own, which its batches carry at the provider
 * @param cancelling it ends as soon as what was bought has come in
 * @param reason why it ended without its answers
 * @param partRequests how many requests a part may have; less after the provider found one too large
 * @param deadlineAt when the caller wants it done
 */
public record Job(
        String tenant,
        String id,
        @Nullable String key,
        String task,
        String version,
        Lane lane,
        JobFile file,
        @Nullable Duration knownAnswers,
        Map<String, String> metadata,
        JobState state,
        boolean cancelling,
        @Nullable Failure reason,
        Counts counts,
        int partRequests,
        Instant createdAt,
        @Nullable Instant deadlineAt,
        @Nullable Instant endedAt) {

    public Job {
        metadata = Map.copyOf(metadata);
    }

    /** Whether nothing more of its file is to come. */
    public boolean hasItsFile() {
        boolean broken = reason != null && reason.code().equals(Failure.UPLOAD_INCOMPLETE);
        return state != JobState.INGESTING && !broken;
    }

    /** A stable code, and a sentence for people. */
    public record Failure(String code, String message) {
        /** The file never came whole: the same key begins anew. */
        public static final String UPLOAD_INCOMPLETE = "upload_incomplete";

        /** It has spent what it may in all; it waits. */
        public static final String CAP_REACHED = "cap_reached";

        /** What may be spent today is spent; it waits for tomorrow. */
        public static final String DAY_CAP_REACHED = "day_cap_reached";

        /** More of the file's rows than allowed cannot be asked about. */
        public static final String TOO_MANY_BAD_ROWS = "too_many_bad_rows";
    }

    /**
     * How many items there are, and of them those with an answer and those with a reason instead.
     *
     * @param bad rows of the file that could not be asked about; they count as failed
     * @param isolated items that were asked alone because they speak to the model
     */
    public record Counts(long total, long answered, long failed, long bad, long isolated) {
        public static final Counts NONE = new Counts(0, 0, 0, 0);

        public Counts(long total, long answered, long failed, long bad) {
            this(total, answered, failed, bad, 0);
        }

        public Counts {
            if (answered < 0 || failed < bad || bad < 0 || answered + failed > total) {
                throw new IllegalArgumentException("counts that do not add up");
            }
        }

        public long open() {
            return total - answered - failed;
        }
    }
}
