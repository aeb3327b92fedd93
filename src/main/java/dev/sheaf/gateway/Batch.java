package dev.sheaf.gateway;

import dev.sheaf.bulk.Lane;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A batch of the provider's wire. Its requests are the items of a job of its own.
 *
 * @param times when it came into each state that it was in
 * @param expiresAt when what has no reply by then gets none
 * @param model that its requests name
 */
public record Batch(
        String tenant,
        String id,
        Order order,
        State state,
        Map<State, Instant> times,
        Instant expiresAt,
        @Nullable String model,
        Result result) {
    /** Of ids. */
    static final String PREFIX = "batch_";

    /** Of the provider's wire; there is no other. */
    static final Duration WINDOW = Duration.ofHours(24);

    public Batch {
        times = times.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(times));
    }

    /** A new one. @param now kept to the microsecond, as databases do */
    public static Batch ordered(String tenant, String id, Order order, Instant now) {
        Instant created = now.truncatedTo(ChronoUnit.MICROS);
        return new Batch(
                tenant,
                id,
                order,
                State.VALIDATING,
                Map.of(State.VALIDATING, created),
                created.plus(WINDOW),
                null,
                Result.NONE);
    }

    /** The id of its job, made once its file is checked; the same whoever makes it. */
    public String job() {
        return "job_" + id.substring(PREFIX.length());
    }

    public Instant createdAt() {
        return time(State.VALIDATING).orElseThrow();
    }

    Optional<Instant> time(State of) {
        return Optional.ofNullable(times.get(of));
    }

    /**
     * What the caller wants done.
     *
     * @param endpoint that its requests go to
     * @param lane how they travel
     * @param metadata the caller's own
     * @param outputExpiresAfter after which the files that it wrote are deleted
     */
    public record Order(
            String inputFile,
            String endpoint,
            Lane lane,
            Map<String, String> metadata,
            @Nullable Duration outputExpiresAfter) {
        public Order {
            metadata = Map.copyOf(metadata);
        }
    }

    /**
     * What came of it.
     *
     * @param errors why it was refused
     * @param usage what its requests cost
     */
    public record Result(
            List<Problem> errors,
            Counts counts,
            @Nullable String outputFile,
            @Nullable String errorFile,
            @Nullable Usage usage) {
        public static final Result NONE = new Result(List.of(), new Counts(0, 0, 0), null, null, null);

        public Result {
            errors = List.copyOf(errors);
        }
    }

    /** Requests: all, those with a good reply, and those with none. */
    public record Counts(long total, long completed, long failed) {}

    /** As the provider's. */
    public enum State {
        VALIDATING,
        FAILED,
        IN_PROGRESS,
        FINALIZING,
        COMPLETED,
        EXPIRED,
        CANCELLING,
        CANCELLED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        public boolean isOver() {
            return this == FAILED || this == COMPLETED || this == EXPIRED || this == CANCELLED;
        }
    }
}
