package dev.sheaf.bulk;

import dev.sheaf.cost.Money;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a part's steps read and write down, for the replica that holds the part's lease. Every change repeats what it
 * expects, lease and all: false says that somebody else has been there.
 */
public interface PartStore {

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

    /** What a part's requests were planned to take: input, and the output that is expected. */
    Uni<Usage> expected(Part part);

    /**
     * Makes room for a part under all caps, once.
     *
     * @param cost what it may come to; absent where its model has no price
     */
    Uni<Room> reserve(Part part, Optional<Money> cost);

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

    /**
     * Books sendings whose reply has not come; where it did, or nothing was bought for certain, they are left out. If it
     * comes in after all, it takes the estimate's place.
     */
    Uni<Void> unanswered(Part part, List<Estimate> estimates);

    /** Requests are about to be sent on the online lane. */
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

    /**
     * The same for want of room under a cap, unless that was raised or taken away meanwhile; under one of a day until the day
     * ends whose spending was looked at, which may be over by now.
     */
    Uni<Void> pause(Part part, Room room, Job.Failure reason);

    /** Stops buying for the job, which somebody has to look at. */
    Uni<Void> pause(Part part, Job.Failure reason);
}
