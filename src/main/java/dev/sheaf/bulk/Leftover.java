package dev.sheaf.bulk;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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
public record Leftover(
        Again again,
        Map<Integer, Job.Failure> refused,
        Optional<Job.Failure> all,
        Optional<String> failure,
        OptionalInt partRequests,
        Duration pause) {
    /** How items without a reply go on. */
    public enum Again {
        /** They were asked in vain: in smaller packs. */
        NEXT_ROUND,
        /** They were not asked, or it was not their fault. */
        SAME_ROUND,
        /** They were never sent, and this does not count among their tries. */
        UNTRIED
    }

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
