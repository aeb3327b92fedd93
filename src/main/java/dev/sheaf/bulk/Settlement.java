package dev.sheaf.bulk;

import dev.sheaf.cost.Bill;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Answer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request came to.
 *
 * @param attempt which sending of the request it was, from 1
 * @param usage what it cost; absent: nothing was bought
 * @param confirmed whether the provider said so; else it may have been bought, and the figures are estimates
 * @param bill unknown where nothing was bought, or the model has no price
 * @param trouble what was wrong with the reply, for people
 * @param reply as it came, where that is kept
 */
public record Settlement(
        String request,
        int attempt,
        List<Item> items,
        Optional<Usage> usage,
        boolean confirmed,
        Bill bill,
        @Nullable String requestId,
        @Nullable String trouble,
        @Nullable String reply) {

    public Settlement {
        items = List.copyOf(items);
    }

    /**
     * What an item came to.
     *
     * @param answer absent: it is asked again
     * @param round in which
     */
    public record Item(long seq, Optional<Answer> answer, int round) {
        static Item settled(long seq, Answer answer) {
            return new Item(seq, Optional.of(answer), 0);
        }

        static Item again(long seq, int round) {
            return new Item(seq, Optional.empty(), round);
        }
    }
}
