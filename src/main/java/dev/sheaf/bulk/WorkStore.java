package dev.sheaf.bulk;

import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is to be done, for one of the replicas that share it. Whatever is claimed is this replica's until its lease runs
 * out. Every change repeats what it expects, lease and all: false says that somebody else has been there.
 */
public interface WorkStore {

    /**
     * Takes jobs that are due.
     *
     * @param underWay jobs that this replica still works on: its lease on one may have run out, and must not be given to
     *     a second step beside the first
     */
    Uni<List<Job>> claimJobs(int limit, Set<String> underWay);

    /** Takes parts that are due. What was bought is brought in for a job that is paused, too. */
    Uni<List<Part>> claimParts(int limit, Set<Long> underWay);

    Uni<Boolean> renew(Job job);

    Uni<Boolean> renew(Part part);

    /** Gives it back; it is due again after this time. */
    Uni<Void> release(Job job, Duration later);

    Uni<Void> release(Part part, Duration later);

    /** The time until something is due, or somebody's lease runs out; empty where there is nothing to do at all. */
    Uni<Optional<Duration>> nextDue();

    /** Ends jobs whose file never came whole, and whose reader is gone; how many. Their keys may begin anew. */
    Uni<Integer> endAbandoned();

    // a job's plan

    /** The lowest round in which items wait. */
    Uni<OptionalInt> roundWaiting(Job job);

    /** The next items that wait in a round, in the order of the file. */
    Uni<List<BulkItem>> waiting(Job job, int round, int limit);

    /** The part of this round that takes requests in, begun where there is none; fails as {@link Lost}. */
    Uni<Part> planning(Job job, NewPart part);

    record NewPart(Lane lane, String model, int round, String fingerprint) {}

    /** Writes requests down; items without a request get their reason. Renews the lease on the job. */
    Uni<Boolean> plan(Part part, List<PlannedRequest> requests, Part.Size more, List<Settlement.Item> refused);

    /** The part takes nothing in any more. */
    Uni<Boolean> reserve(Part part);

    /** Ends the job where no part is open and nothing waits; in one that is being cancelled what waits gets its reason. */
    Uni<Boolean> finish(Job job);

    /** Stops buying for the job, which somebody has to look at. */
    Uni<Void> pause(Part part, Job.Failure reason);

    // a part's steps

    /** Whose part it is, as it is now. */
    Uni<Job> job(Part part);

    /** How many of the job's parts the provider's queue had no room for. */
    Uni<Integer> overflows(Job job);

    /**
     * Lets a part into the provider's queue if its tokens fit beside those of the model's other parts; among those that
     * wait, jobs with less in the queue go first.
     *
     * @param limit enqueued tokens of the model
     */
    Uni<Boolean> admit(Part part, long limit);

    /** All requests behind this number, in their order. */
    Uni<List<Asked>> requests(Part part, int after, int limit);

    /** The next requests that are not settled, in their order. */
    Uni<List<Asked>> open(Part part, int after, int limit);

    /** Requests by their ids, those that are not settled. */
    Uni<List<Asked>> open(Part part, List<String> ids);

    /** A request with its items, in the order in which they are laid. */
    record Asked(PlannedRequest request, List<BulkItem> items) {
        public Asked {
            items = List.copyOf(items);
        }
    }

    /** An upload is about to begin. */
    Uni<Boolean> uploading(Part part);

    Uni<Boolean> uploaded(Part part, String inputFile);

    /** A batch is about to be ordered. */
    Uni<Boolean> creating(Part part);

    Uni<Boolean> created(Part part, String batch);

    /** The provider refused the order for certain: nothing was bought by it. */
    Uni<Boolean> notCreated(Part part);

    /** The file of its last order was deleted at the provider. */
    Uni<Boolean> withdrawing(Part part);

    /** No order of that file can be under way any more: it is uploaded again. */
    Uni<Boolean> withdrawn(Part part);

    /**
     * Whether its last order, or the withdrawal of that order's file, is so long ago that a batch would be listed by now;
     * by one clock for all replicas.
     */
    Uni<Boolean> isSettled(Part part, Duration window);

    Uni<Boolean> polled(Part part, RemoteBatch batch);

    /** The provider was asked to end the part's batch. */
    Uni<Boolean> cancelled(Part part);

    /** Requests are about to be sent on the online lane; an earlier sending without a reply is booked as unconfirmed. */
    Uni<Boolean> sending(Part part, List<String> requests);

    /** The provider refused them for certain: nothing was bought, and they can be sent again. */
    Uni<Boolean> notSent(Part part, List<String> requests);

    /**
     * Settles requests, each once; what a further reply cost is booked all the same. It is taken without a lease, since
     * what was bought is bought. How many were settled now.
     */
    Uni<Integer> settle(Part part, List<Settlement> settlements);

    /** Everything that came back is settled. */
    Uni<Boolean> fetched(Part part, long anomalies);

    /** What has no reply waits again. */
    Uni<Boolean> close(Part part, Leftover leftover);

    /** How items without a reply go on. */
    enum Again {
        /** They were asked in vain: in smaller packs. */
        NEXT_ROUND,
        /** They were not asked, or it was not their fault. */
        SAME_ROUND,
        /** They were never sent, and this does not count among their tries. */
        UNTRIED
    }

    /**
     * What becomes of a part's requests without a reply.
     *
     * @param refused requests that the provider refused by name, with the reason; the numbers in the part. Several items
     *     go on apart, in the next round; a single one has this as its reason
     * @param all the reason for all of them; absent: they wait again
     * @param failure what the part came to, for people
     * @param partRequests how many requests the job's parts may have from now on
     * @param pause in which the job's further parts stay out of the provider's queue; and of what stood there, half is
     *     the most from then on
     */
    record Leftover(
            Again again,
            Map<Integer, Job.Failure> refused,
            Optional<Job.Failure> all,
            Optional<String> failure,
            OptionalInt partRequests,
            Duration pause) {
        public Leftover {
            refused = Map.copyOf(refused);
        }

        public static Leftover of(Again again, Optional<String> failure) {
            return new Leftover(again, Map.of(), Optional.empty(), failure, OptionalInt.empty(), Duration.ZERO);
        }

        /** Nothing out of the usual. */
        public static Leftover none() {
            return of(Again.NEXT_ROUND, Optional.empty());
        }
    }
}
