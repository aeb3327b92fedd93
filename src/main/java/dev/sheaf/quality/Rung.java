package dev.sheaf.quality;

import java.util.List;

/**
 * A size of packs, and what is known of packs of this size down to the next smaller one.
 *
 * @param items most items of such a pack
 * @param tally of items that were served in one
 * @param trials of items that were asked in one for trial only
 * @param unsafe that its answers disagree more than they may
 * @param safe that they do not
 */
public record Rung(int items, Checked tally, Checked trials, Evidence unsafe, Evidence safe) {
    public Rung {
        if (items < 1) {
            throw new IllegalArgumentException("a pack holds at least one item: " + items);
        }
    }

    static Rung of(int items) {
        return new Rung(items, Checked.NONE, Checked.NONE, Evidence.NONE, Evidence.NONE);
    }

    /** @param most the share of answers that may disagree beyond what the model disagrees with itself */
    Rung served(Comparison verdict, double most) {
        return new Rung(items, tally.plus(verdict), trials, unsafe.after(List.of(verdict.excess()), most), safe);
    }

    /** A whole pack is one step. */
    Rung tried(List<Comparison> pack, double most) {
        List<Integer> better = pack.stream().map(verdict -> -verdict.excess()).toList();
        Checked all = trials;
        for (Comparison verdict : pack) {
            all = all.plus(verdict);
        }
        return new Rung(items, tally, all, unsafe, safe.after(better, -most));
    }

    /** The counts stay, what they showed was acted upon. */
    Rung settled() {
        return new Rung(items, tally, trials, Evidence.NONE, Evidence.NONE);
    }
}
