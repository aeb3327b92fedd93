package dev.sheaf.quality;

import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A model whose errors are known: shares of wrong answers by pack size, linear between the points. What it gets wrong
 * alone it gets wrong in every pack; what a pack adds is drawn for every pack.
 *
 * @param self share of answers that come out otherwise by chance, in a pack or alone
 */
record Curve(NavigableMap<Integer, Double> errors, double self) {
    /** Published error rates in %, as EVIDENCE: BatchPrompt (Lin et al., ICLR 2024), ZeMPE (Wang et al. 2025). */
    static final Curve BOOLQ_GPT4 = of(Map.of(1, 9.4, 16, 10.9, 32, 12.2, 64, 27.2));

    static final Curve RTE_GPT4 = of(Map.of(1, 8.6, 16, 9.7, 32, 11.1, 64, 19.3));
    static final Curve QQP_GPT4 = of(Map.of(1, 12.8, 16, 12.8, 32, 13.4, 64, 15.3));
    static final Curve BOOLQ_GPT35 = of(Map.of(1, 13.2, 16, 22.5, 32, 30.0));
    static final Curve AGNEWS = of(Map.of(1, 18.9, 5, 20.7, 10, 20.1, 20, 22.8, 50, 26.5, 100, 28.5));

    static Curve of(Map<Integer, Double> percent) {
        var errors = new TreeMap<Integer, Double>();
        percent.forEach((size, error) -> errors.put(size, error / 100));
        return new Curve(errors, 0);
    }

    static Curve flat() {
        return of(Map.of(1, 10.0));
    }

    Curve withSelf(double share) {
        return new Curve(errors, share);
    }

    double error(int size) {
        var low = errors.floorEntry(size);
        var high = errors.ceilingEntry(size);
        if (low == null || high == null || low.getKey().equals(high.getKey())) {
            return (high == null ? errors.lastEntry() : high).getValue();
        }
        double way = (size - low.getKey()) / (double) (high.getKey() - low.getKey());
        return low.getValue() + way * (high.getValue() - low.getValue());
    }

    /** How much more often an answer in such a pack differs from one alone than another one alone does. */
    double excess(int size) {
        return (error(size) - error(1)) * (1 - self) * (1 - self);
    }

    /** What a check of an item of such a pack comes to. */
    Comparison check(int size, SplittableRandom chance) {
        double alone = error(1);
        boolean hard = chance.nextDouble() < alone;
        boolean spoilt = !hard && chance.nextDouble() < (error(size) - alone) / (1 - alone);
        int truth = 0;
        int packed = said(spoilt ? 1 : truth, chance);
        int first = said(truth, chance);
        if (packed == first) {
            return Comparison.AGREED;
        }
        int again = said(truth, chance);
        return again == first ? Comparison.PACK_ODD : again == packed ? Comparison.ALONE_ODD : Comparison.ALL_DIFFER;
    }

    /** By chance another of three further answers. */
    private int said(int answer, SplittableRandom chance) {
        return chance.nextDouble() < self ? 2 + chance.nextInt(3) : answer;
    }
}
