package dev.sheaf.quality;

/**
 * Agreement, counted by item: where items are asked several times, what was seen of one item is no news about others, and
 * the interval stands on as many observations as those are worth.
 */
final class Tally {
    private final int[] agreed;
    private final int[] compared;

    Tally(int items) {
        agreed = new int[items];
        compared = new int[items];
    }

    void add(int item, boolean agrees) {
        agreed[item] += agrees ? 1 : 0;
        compared[item]++;
    }

    Counts counts() {
        long all = 0;
        long good = 0;
        for (int i = 0; i < compared.length; i++) {
            all += compared[i];
            good += agreed[i];
        }
        return new Counts(good, all);
    }

    /** Of the true share, with a confidence of 95 %. */
    Interval interval() {
        Counts counts = counts();
        return counts.compared() == 0 ? counts.interval() : Wilson.of(counts.share(), worth(counts), Wilson.Z_95);
    }

    /**
     * From as many as there are items to as many as there are comparisons, by how alike an item's own ones are. One item more
     * that always differs is thought among them: of few that do, none may have been drawn.
     */
    private double worth(Counts counts) {
        double share = counts.share();
        double squares = 0;
        long items = 0;
        long most = 0;
        for (int i = 0; i < compared.length; i++) {
            double off = agreed[i] - share * compared[i];
            squares += off * off;
            items += compared[i] > 0 ? 1 : 0;
            most = Math.max(most, compared[i]);
        }
        if (items < 2 || items == counts.compared()) {
            return items;
        }
        double all = counts.compared();
        double variance = (squares + (double) most * most) * items / (items - 1.0) / (all * all);
        return Math.max(items, Math.min(all, share * (1 - share) / variance));
    }
}
