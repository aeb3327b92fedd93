package dev.sheaf.ask;

import dev.sheaf.model.Priority;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Weighed;
import io.smallrye.mutiny.Multi;
import java.util.List;

/** Whoever gets the answers of a pack. */
public interface PackAsker {

    /**
     * Asks for all of them together; each item settles exactly once, as soon as its answer is final. A call's failure is
     * an answer, too: the stream fails only where Sheaf itself is at fault. Cancelling gives up what is under way.
     */
    Multi<Settled> ask(Prepared task, List<Weighed> items, Priority priority);

    /**
     * Asks as {@link #ask} does for items that are asked elsewhere as well, as votes and checks are: it is booked, and
     * nothing is said to be saved by it.
     */
    default Multi<Settled> again(Prepared task, List<Weighed> items, Priority priority) {
        return ask(task, items, priority);
    }
}
