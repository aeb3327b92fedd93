package dev.sheaf.cost;

import dev.sheaf.cost.DayCaps.Hold;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes room under the caps of the day. */
@FunctionalInterface
public interface DayRoom {
    /** Nothing is bounded. */
    DayRoom FREE = (tenant, task, model, expected) -> Hold.NONE;

    /**
     * Room for a call, until it is over.
     *
     * @param expected what it may come to; absent where the model has no price
     * @throws CapReached where there is none
     */
    Hold hold(String tenant, @Nullable String task, String model, Optional<Money> expected);
}
