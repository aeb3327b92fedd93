package dev.sheaf.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many items of a task's version may share a call, and what that rests on. Sizes go down by halves, to single items.
 *
 * @param items what may be packed now
 * @param rungs the sizes, the largest first, which is the task's own
 */
public record Governed(int items, List<Rung> rungs) {
    /** That a size is ever left without reason, in all of a version's life and whatever its sizes. */
    static final double FALSE_ALARM = 0.02;
    /** That a size which is not safe is ever taken up again, each time that it was left. */
    static final double FALSE_ALL_CLEAR = 0.01;
    /** A bound of nothing at all would need evidence without end. */
    private static final double LARGEST_SHARE = 0.99;

    public Governed {
        rungs = List.copyOf(rungs);
        int size = items;
        if (rungs.stream().noneMatch(rung -> rung.items() == size)) {
            throw new IllegalArgumentException(items + " is none of the sizes");
        }
    }

    /** Nothing is known yet: the task's own size holds. */
    static Governed start(int most) {
        List<Rung> rungs = new ArrayList<>();
        for (int size = most; size > 1; size /= 2) {
            rungs.add(Rung.of(size));
        }
        rungs.add(Rung.of(1));
        return new Governed(most, rungs);
    }

    /** The task's own size. */
    public int most() {
        return rungs.get(0).items();
    }

    /** Those that were checked at the size of now. */
    public Checked now() {
        return rungs.get(rungOf(items)).tally();
    }

    /** All that were checked, of whatever size. */
    public Checked tally() {
        return rungs.stream().map(Rung::tally).reduce(Checked.NONE, Checked::plus);
    }

    public Checked trials() {
        return rungs.stream().map(Rung::trials).reduce(Checked.NONE, Checked::plus);
    }

    /** The share of answers that may disagree beyond what the model disagrees with itself. */
    private static double allowed(double minAgreement) {
        return Math.min(LARGEST_SHARE, 1 - minAgreement);
    }

    /** An item was served in a pack of this size. One of a pack at most: what spoils a pack is one event. */
    Governed served(int size, Comparison verdict, double minAgreement) {
        int at = rungOf(size);
        Rung seen = rungs.get(at).served(verdict, allowed(minAgreement));
        boolean unsafe = seen.unsafe().value() >= (rungs.size() - 1) / FALSE_ALARM;
        boolean lower = unsafe && items >= seen.items() && at + 1 < rungs.size();
        return lower ? with(at, seen.settled(), rungs.get(at + 1).items()) : with(at, seen, items);
    }

    /** The next larger size, where the task's own is larger. */
    Optional<Integer> above() {
        int at = rungOf(items);
        return at == 0 ? Optional.empty() : Optional.of(rungs.get(at - 1).items());
    }

    /** So many items were asked together for trial; of another size than the next larger one they say nothing. */
    Governed tried(int size, List<Comparison> pack, double minAgreement) {
        int at = rungOf(size);
        if (pack.isEmpty() || at != rungOf(items) - 1) {
            return this;
        }
        Rung seen = rungs.get(at).tried(pack, allowed(minAgreement));
        boolean safe = seen.safe().value() >= 1 / FALSE_ALL_CLEAR;
        return safe ? with(at, seen.settled(), seen.items()) : with(at, seen, items);
    }

    private Governed with(int at, Rung changed, int size) {
        List<Rung> all = new ArrayList<>(rungs);
        all.set(at, changed);
        return new Governed(size, all);
    }

    /** Of the smallest size that such a pack does not exceed. */
    private int rungOf(int size) {
        int at = rungs.size() - 1;
        while (at > 0 && rungs.get(at).items() < size) {
            at--;
        }
        return at;
    }
}
