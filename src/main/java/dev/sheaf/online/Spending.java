package dev.sheaf.online;

import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Item;
import java.util.List;

/** Makes room for what is asked under what may be spent. */
@FunctionalInterface
public interface Spending {
    /** Nothing is bounded. */
    Spending FREE = (task, items) -> () -> {};

    /**
     * Room for these items, until they are over. Throws where there is none, and then nothing is taken in; the exception is
     * the caller's answer.
     */
    Hold hold(Prepared task, List<Item> items);

    /** What was made room for. */
    @FunctionalInterface
    interface Hold {
        /** It is over; may be said twice. */
        void release();
    }
}
