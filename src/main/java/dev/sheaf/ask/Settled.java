package dev.sheaf.ask;

import dev.sheaf.task.Answer;
import java.util.List;

/**
 * An item with its final answer.
 *
 * @param index the item's place among those that were asked
 * @param shares its part of every call that it stood in
 */
public record Settled(int index, Answer answer, List<Share> shares) {
    public Settled {
        shares = List.copyOf(shares);
    }
}
