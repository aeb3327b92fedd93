package dev.sheaf.events;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait to be delivered. Whoever changes a job's state puts its event here in the same transaction, so that there
 * is exactly one. What a replica has claimed is its own until its lease runs out.
 */
public interface Outbox {

    /** What came of an attempt. */
    enum Outcome {
        DELIVERED,
        /** It is tried again. */
        AGAIN,
        /** It is not. */
        GIVEN_UP;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is due, by turns of the tenants.
     *
     * @param ofOne how many a tenant may have under way at this replica
     * @param underWay ids of those that this replica still works on
     */
    Uni<List<Parcel>> claim(int limit, int ofOne, Set<String> underWay);

    Uni<Boolean> renew(Parcel parcel);

    /** Writes an attempt down; false where it is somebody else's by now. @param said what was answered, in a few words */
    Uni<Boolean> tried(Parcel parcel, Outcome outcome, String said);

    /** Gives it back; it is due again after this time, unless it is over: how long that is. */
    Uni<Duration> release(Parcel parcel, Duration later);

    /** The time until something is due, or somebody's lease runs out. */
    Uni<Optional<Duration>> nextDue();

    /** A job's events; empty where it has no callback. */
    Uni<Optional<Sent>> of(String tenant, String job);

    /**
     * What a job's callback was told.
     *
     * @param events the newest first, some hundred at most
     */
    record Sent(String address, List<Letter> events) {}

    /**
     * @param state {@code waiting}, {@code delivered} or {@code given_up}
     * @param attempts so far
     * @param said what was answered last
     * @param dueAt when it is tried next; absent where it is over
     */
    record Letter(
            String id,
            String type,
            String state,
            int attempts,
            @Nullable String said,
            Instant createdAt,
            @Nullable Instant dueAt) {}
}
