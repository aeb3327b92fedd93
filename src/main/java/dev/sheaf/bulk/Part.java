package dev.sheaf.bulk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One provider batch of a job, or a stretch of its online lane.
 *
 * @param lane {@link Lane#BATCH} or {@link Lane#ONLINE}
 * @param fingerprint names it at the provider, in the file's name and the batch's metadata; never used again
 * @param bytes of the request file at most
 * @param tokens of input, as the provider's queue counts them
 * @param createAt when its batch was last ordered, written down before the call, or when the file of that order was
 *     withdrawn; absent: no order of it can be under way
 */
public record Part(
        String tenant,
        long id,
        String job,
        Lane lane,
        String model,
        int round,
        PartState state,
        String fingerprint,
        Size size,
        boolean admitted,
        int uploads,
        @Nullable String inputFile,
        int creates,
        @Nullable Instant createAt,
        @Nullable String batch,
        @Nullable String batchState,
        long batchDone,
        @Nullable String outputFile,
        @Nullable String errorFile,
        boolean cancelled,
        long anomalies,
        @Nullable String failure,
        Instant createdAt,
        @Nullable Instant beganAt,
        @Nullable Instant endedAt) {

    /** Of requests, at once. */
    private static final long HELD_BYTES = 2 << 20;

    /** How many requests are held at once: this many, or fewer where they are long. */
    int page(int most) {
        long each = size.requests() == 0 ? 1 : Math.max(1, size.bytes() / size.requests());
        return (int) Math.max(1, Math.min(most, HELD_BYTES / each));
    }

    Part with(Size grown) {
        return new Part(
                tenant,
                id,
                job,
                lane,
                model,
                round,
                state,
                fingerprint,
                grown,
                admitted,
                uploads,
                inputFile,
                creates,
                createAt,
                batch,
                batchState,
                batchDone,
                outputFile,
                errorFile,
                cancelled,
                anomalies,
                failure,
                createdAt,
                beganAt,
                endedAt);
    }

    /** What a part holds. */
    public record Size(int requests, int items, long bytes, long tokens) {
        public static final Size NONE = new Size(0, 0, 0, 0);

        public Size plus(Size other) {
            return new Size(requests + other.requests, items + other.items, bytes + other.bytes, tokens + other.tokens);
        }
    }
}
