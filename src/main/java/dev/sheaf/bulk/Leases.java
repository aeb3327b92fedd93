package dev.sheaf.bulk;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the replicas does what is due. Whatever one of them claims is its own until its lease runs out; false says that
 * it is somebody else's by now.
 */
public interface Leases {

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

    /** Gives it back, due again after this time or, where somebody called for it, sooner: how long that is. */
    Uni<Duration> release(Job job, Duration later);

    Uni<Duration> release(Part part, Duration later);

    /** The time until something is due, or somebody's lease runs out; empty where there is nothing to do at all. */
    Uni<Optional<Duration>> nextDue();

    /**
     * Ends jobs whose file never came whole, and whose reader is gone: their keys may begin anew. And wakes those that waited
     * for another day, which has come. How many jobs that were.
     */
    Uni<Integer> endOrWake();
}
