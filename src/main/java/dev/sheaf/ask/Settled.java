package dev.sheaf.ask;

import dev.sheaf.model.Usage;
import dev.sheaf.task.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item with its final answer.
 *
 * @param index the item's place among those that were asked
 * @param shares its part of every call that it stood in
 * @param votes how it came by its answer, where the task has its items asked several times
 */
public record Settled(
        int index,
        Answer answer,
        List<Share> shares,
        @Nullable Votes votes) {
    public Settled {
        shares = List.copyOf(shares);
    }

    public Settled(int index, Answer answer, List<Share> shares) {
        this(index, answer, shares, null);
    }

    /** The same, under another place. */
    public Settled at(int place) {
        return new Settled(place, answer, shares, votes);
    }

    /** How many items shared the call that settled it, or the first of several that voted; 0 where none was made. */
    public int packSize() {
        return shares.isEmpty()
                ? 0
                : shares.get(votes == null ? shares.size() - 1 : 0).items();
    }

    public Usage usage() {
        return shares.stream().map(Share::usage).reduce(Usage.NONE, Usage::plus);
    }
}
