package dev.sheaf.quality;

import dev.sheaf.ask.PackAsker;
import dev.sheaf.ask.Settled;
import dev.sheaf.ask.Votes;
import dev.sheaf.model.Priority;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Weighed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the items of a pack asked several times, each time in another order, until their answers agree: where an item
 * stands, and between which others, tips an answer now and then, and seldom twice the same way. Two first answers that
 * agree settle an item; the others go on together, in ever smaller packs; where no answer is ahead at the end, the one
 * decides that the item gets alone. Permutation voting with early stopping: BatchPrompt (Lin et al., ICLR 2024).
 */
public final class Voter implements PackAsker {
    private final PackAsker asker;
    private final Events events;

    /** Hears how items were settled. */
    public interface Events {
        void voted(Votes votes);
    }

    /** @param asker lays every pack it is asked for in an order of its own */
    public Voter(PackAsker asker, Events events) {
        this.asker = asker;
        this.events = events;
    }

    @Override
    public Multi<Settled> ask(Prepared task, List<Weighed> items, Priority priority) {
        int votes = task.task().definition().quality().votes();
        return votes < 2 || items.size() < 2
                ? asker.ask(task, items, priority)
                : Multi.createFrom().deferred(() -> new Poll(task, items, priority, votes).begin());
    }

    @Override
    public Multi<Settled> again(Prepared task, List<Weighed> items, Priority priority) {
        return new Voter(asker::again, events).ask(task, items, priority);
    }

    /** The votes on one pack's items. */
    private final class Poll {
        private final Prepared task;
        private final Priority priority;
        private final int votes;
        private final List<Polled> open = new ArrayList<>();
        private int rounds;

        Poll(Prepared task, List<Weighed> items, Priority priority, int votes) {
            this.task = task;
            this.priority = priority;
            this.votes = votes;
            Agreement rule = Agreement.of(task.task().definition().shape());
            for (int i = 0; i < items.size(); i++) {
                open.add(new Polled(i, items.get(i), rule));
            }
        }

        /** Nobody can be settled by one vote: the first two are asked for at once. */
        Multi<Settled> begin() {
            return Uni.join()
                    .all(round(asker::ask), round(asker::again))
                    .andFailFast()
                    .onItem()
                    .transformToMulti(both -> goOn(2));
        }

        private Uni<List<Settled>> round(PackAsker how) {
            List<Polled> asked = List.copyOf(open);
            return how.ask(task, asked.stream().map(Polled::item).toList(), priority)
                    .invoke(settled -> asked.get(settled.index()).add(settled))
                    .collect()
                    .asList();
        }

        private Multi<Settled> goOn(int asked) {
            rounds = asked;
            List<Settled> decided = new ArrayList<>();
            for (Polled item : List.copyOf(open)) {
                if (item.isDecided(votes - rounds)) {
                    open.remove(item);
                    decided.add(told(item.outcome()));
                }
            }
            Multi<Settled> now = Multi.createFrom().iterable(decided);
            return open.isEmpty() ? now : Multi.createBy().concatenating().streams(now, rest());
        }

        /** One that is left alone needs no further order: what it gets then decides. */
        private Multi<Settled> rest() {
            boolean isTied = rounds >= votes || open.size() == 1;
            return Multi.createFrom()
                    .deferred(() -> isTied
                            ? Multi.createFrom()
                                    .iterable(List.copyOf(open))
                                    .onItem()
                                    .transformToUniAndMerge(this::alone)
                            : round(asker::again).onItem().transformToMulti(done -> goOn(rounds + 1)));
        }

        private Uni<Settled> alone(Polled tied) {
            return asker.again(task, List.of(tied.item()), priority)
                    .toUni()
                    .map(settled -> told(tied.decidedBy(settled)));
        }

        private Settled told(Settled settled) {
            Votes votes = settled.votes();
            if (votes != null) {
                events.voted(votes);
            }
            return settled;
        }
    }
}
