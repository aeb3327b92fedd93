package dev.sheaf.quality;

import dev.sheaf.ask.Settled;
import dev.sheaf.pack.Trouble;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an audit has heard: one answer for each way of asking, round and item. One thread at a time. */
final class Notebook {
    static final int THIRDS = 3;

    /** What a model does to an item, as opposed to what befalls a call. */
    private static final Set<String> OF_THE_MODEL =
            Arrays.stream(Trouble.values()).map(Trouble::code).collect(Collectors.toSet());

    private final @Nullable Cell[][][] cells;
    private final Spent[] spent;
    private final long[] asked;
    private long settled;
    private long failed;
    private @Nullable NoAnswer lastFailure;

    Notebook(Trial trial) {
        int arms = trial.arms().size();
        cells = new @Nullable
                Cell[arms][trial.order().repetitions()][trial.order().items().size()];
        spent = new Spent[arms];
        asked = new long[arms];
    }

    /**
     * One answer.
     *
     * @param third of the pack it stood in; -1 where the pack is too small to have thirds
     * @param repaired whether it took more calls than votes
     */
    record Cell(Answer answer, int third, boolean repaired) {
        /** Nobody knows what the model would have said. */
        boolean failed() {
            return answer instanceof NoAnswer none && !OF_THE_MODEL.contains(none.code());
        }

        boolean missing() {
            return answer instanceof NoAnswer && !failed();
        }
    }

    void write(Heard heard) {
        Asking asking = heard.asking();
        asked[asking.arm()] += asking.items().size();
        Spent before = spent[asking.arm()];
        spent[asking.arm()] = before == null ? heard.spent() : before.plus(heard.spent());
        heard.settled().stream().filter(one -> one.index() < asking.counted()).forEach(one -> write(heard, one));
    }

    private void write(Heard heard, Settled one) {
        Asking asking = heard.asking();
        int size = asking.items().size();
        int third = size < THIRDS ? -1 : heard.places().get(one.index()) * THIRDS / size;
        int votes = one.votes() == null ? 1 : one.votes().asked();
        Cell cell = new Cell(one.answer(), third, one.shares().size() > Math.max(1, votes));
        cells[asking.arm()][asking.round()][asking.items().get(one.index())] = cell;
        settled++;
        if (cell.failed()) {
            failed++;
            lastFailure = (NoAnswer) one.answer();
        }
    }

    /** Empty where the item was left out. */
    Optional<Cell> cell(int arm, int round, int item) {
        return Optional.ofNullable(cells[arm][round][item]);
    }

    Spent spent(int arm) {
        Spent known = spent[arm];
        return known == null ? Spent.nothing(false) : known;
    }

    /** Items of all its packs, those that only fill them too. */
    long asked(int arm) {
        return asked[arm];
    }

    long settled() {
        return settled;
    }

    long failed() {
        return failed;
    }

    Optional<NoAnswer> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }
}
