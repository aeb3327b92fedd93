package dev.sheaf.quality;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How strongly observations between −1 and 1 speak for a mean above a bound, at any time and however often one looks. It
 * is the wealth of bettors who can win nothing on average while the mean is not above it: that this ever reaches
 * {@code n} then has a probability of 1/n at most (Ville's inequality). Testing by betting: Waudby-Smith and Ramdas,
 * "Estimating means of bounded random variables by betting", JRSS B 86(1), 2024. So that a change is seen however late it
 * comes, a part of the stake is laid anew at every step, as in Shin, Ramdas and Rinaldo, "E-detectors", NEJSDS 2023;
 * all parts together are one unit, which keeps the bound for all time instead of for a mean time only.
 *
 * @param steps how often something was seen
 * @param wealths of the bettors, each with its own boldness; less what is still to be laid
 */
public record Evidence(long steps, List<Double> wealths) {
    /** Shares of the boldest bet that cannot ruin: a small excess is found by the first, a large one soon by the last. */
    private static final double[] BOLDNESS = {0.1, 0.3, 0.9};
    /**
     * However much a pack shows, it multiplies the wealth by no more: its items may go wrong together, and then are one event
     * and not many. Of a size that spoils one pack in five as a whole there is nothing to be won.
     */
    private static final double MOST_A_PACK = 1.25;
    /** Far beyond every limit; to stop there only lowers it. */
    private static final double RICHEST = 1e15;

    public static final Evidence NONE = new Evidence(0, Collections.nCopies(BOLDNESS.length, 0.0));

    public Evidence {
        if (steps < 0 || wealths.size() != BOLDNESS.length) {
            throw new IllegalArgumentException("no evidence: " + steps + " steps, " + wealths);
        }
        wealths = List.copyOf(wealths);
    }

    /** What it is after a step in which these were seen. @param bound above −1, at most 1 */
    Evidence after(List<Integer> seen, double bound) {
        if (!(bound > -1 && bound <= 1)) {
            throw new IllegalArgumentException("a bound lies above −1 and is at most 1: " + bound);
        }
        long step = steps + 1;
        double laid = unlaid(steps) - unlaid(step);
        List<Double> next = new ArrayList<>(BOLDNESS.length);
        for (int i = 0; i < BOLDNESS.length; i++) {
            double grown = (wealths.get(i) + laid) * growth(seen, bound, BOLDNESS[i] / (1 + bound));
            next.add(Math.min(RICHEST, grown));
        }
        return new Evidence(step, next);
    }

    private static double growth(List<Integer> seen, double bound, double bet) {
        double growth = 1;
        for (int one : seen) {
            growth *= 1 + bet * (one - bound);
        }
        return seen.size() == 1 ? growth : Math.min(MOST_A_PACK, growth);
    }

    /** The part of the stake that is laid after so many steps. */
    private static double unlaid(long steps) {
        return 1 / Math.sqrt(steps + 1.0);
    }

    /** Ever {@code n} or more with a probability of 1/n at most, at whatever time, unless the mean is above the bound. */
    public double value() {
        return unlaid(steps) + wealths.stream().mapToDouble(Double::doubleValue).sum() / BOLDNESS.length;
    }
}
