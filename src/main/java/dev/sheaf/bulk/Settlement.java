package dev.sheaf.bulk;

import dev.sheaf.ask.Votes;
import dev.sheaf.cost.Bill;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.quality.Ballots;
import dev.sheaf.task.Answer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * @param remarks what is counted of it
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
        @Nullable String reply,
        Remarks remarks) {

    public Settlement {
        items = List.copyOf(items);
    }

    /** Nothing is to be remarked of it. */
    public Settlement(
            String request,
            int attempt,
            List<Item> items,
            Optional<Usage> usage,
            boolean confirmed,
            Bill bill,
            @Nullable String requestId,
            @Nullable String trouble,
            @Nullable String reply) {
        this(request, attempt, items, usage, confirmed, bill, requestId, trouble, reply, Remarks.NONE);
    }

    /**
     * What is counted of a reply, and changes nothing.
     *
     * @param isolated whether its one item was asked alone because it speaks to the model, for the first time
     * @param anomalies what was odd about all of it
     */
    public record Remarks(boolean isolated, Set<Anomaly> anomalies) {
        public static final Remarks NONE = new Remarks(false, Set.of());

        public Remarks {
            anomalies = Set.copyOf(anomalies);
        }
    }

    /**
     * What an item came to.
     *
     * @param answer absent: it is asked again. A reason is none where the item has votes: then their leader is its answer
     * @param votes how it came by its answer, where it voted
     * @param round in which it is asked again
     * @param cast all votes by now, where one came with this reply and it is asked again
     */
    public record Item(
            long seq,
            Optional<Answer> answer,
            @Nullable Votes votes,
            int round,
            @Nullable Ballots cast) {
        public static Item settled(long seq, Answer answer) {
            return new Item(seq, Optional.of(answer), null, 0, null);
        }

        public static Item voted(long seq, Answer answer, Votes votes) {
            return new Item(seq, Optional.of(answer), votes, 0, null);
        }

        public static Item again(long seq, int round) {
            return new Item(seq, Optional.empty(), null, round, null);
        }

        public static Item again(long seq, int round, Ballots cast) {
            return new Item(seq, Optional.empty(), null, round, cast);
        }
    }
}
