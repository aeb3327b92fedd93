package dev.sheaf.bulk;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.OptionalInt;

/**
 * A job's items that wait, and the requests that are made of them, for the replica that holds the job's lease. Every change
 * repeats what it expects, lease and all: false says that somebody else has been there.
 */
public interface PlanStore {

    /** The lowest round in which items wait. */
    Uni<OptionalInt> roundWaiting(Job job);

    /** The next items that wait in a round, in the order of the file. */
    Uni<List<BulkItem>> waiting(Job job, int round, int limit);

    /** How many requests its parts may have by now; asked after the items, so that no earlier bound holds for them. */
    Uni<Integer> partRequests(Job job);

    /** The part of this round that takes requests in, begun where there is none; fails as {@link Lost}. */
    Uni<Part> planning(Job job, NewPart part);

    record NewPart(Lane lane, String model, int round, String fingerprint) {}

    /** Writes requests down; items without a request get their reason. Renews the lease on the job. */
    Uni<Boolean> plan(Part part, List<PlannedRequest> requests, Part.Size more, List<Settlement.Item> refused);

    /** The part takes nothing in any more. */
    Uni<Boolean> reserve(Part part);

    /**
     * Ends the job where no part is open and nothing waits; in one that is being cancelled what waits gets its reason. A part
     * that is not full takes nothing in any more, but waits for the rests of others where the job is near a cap.
     */
    Uni<End> finish(Job job);

    /** What a job goes on with, where nothing of it waits. */
    enum End {
        /** With nothing. */
        OVER,
        /** A part takes nothing in any more, and is due. */
        RESERVED,
        /** A part waits for the rests of others. */
        HELD,
        /** Its open parts. */
        OPEN
    }
}
