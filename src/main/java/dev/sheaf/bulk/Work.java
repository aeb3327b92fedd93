package dev.sheaf.bulk;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Work of one kind that replicas share: whoever claims a piece of it takes it one step further, and gives it back. */
public interface Work<T> {

    /** What they are, as a word for several of them. */
    String kind();

    /** For the log, and to tell one piece from another. */
    String name(T one);

    /** @param underWay what this replica still works on, which is not to be claimed again */
    Uni<List<T>> claim(int limit, List<T> underWay);

    /** The time until its next step. */
    Uni<Duration> step(T one);

    Uni<Boolean> renew(T one);

    /** Gives it back, due again after this time or, where somebody called for it, sooner: how long that is. */
    Uni<Duration> release(T one, Duration later);

    /** The time until something is due, or somebody's lease runs out; empty where there is nothing to do. */
    Uni<Optional<Duration>> nextDue();
}
