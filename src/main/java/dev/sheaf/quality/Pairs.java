package dev.sheaf.quality;

/**
 * Two comparisons of each item, side by side. The interval of their difference is the one of D. G. Bonett and R. M. Price,
 * Adjusted Wald confidence interval for a difference of binomial proportions based on paired data, Journal of Educational
 * and Behavioral Statistics 37, 2012: one more pair in each direction keeps it honest where few pairs differ. Items that
 * are compared several times count as one each.
 */
final class Pairs {
    private final int[] gained;
    private final int[] lost;
    private final int[] pairs;

    Pairs(int items) {
        gained = new int[items];
        lost = new int[items];
        pairs = new int[items];
    }

    /** @param floor whether the answer asked alone once more agrees */
    void add(int item, boolean packed, boolean floor) {
        pairs[item]++;
        gained[item] += packed && !floor ? 1 : 0;
        lost[item] += !packed && floor ? 1 : 0;
    }

    Difference difference() {
        long all = sum(pairs);
        long up = sum(gained);
        long down = sum(lost);
        double share = all == 0 ? 0 : (double) (up - down) / all;
        return new Difference(share, interval(), up, down, McNemar.pValue(items(1), items(-1)));
    }

    /** How many differ to one side more often than to the other. */
    private long items(int side) {
        long items = 0;
        for (int i = 0; i < pairs.length; i++) {
            items += Integer.signum(gained[i] - lost[i]) == side ? 1 : 0;
        }
        return items;
    }

    private Interval interval() {
        int items = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < pairs.length; i++) {
            if (pairs[i] > 0) {
                double difference = (double) (gained[i] - lost[i]) / pairs[i];
                items++;
                sum += difference;
                squares += difference * difference;
            }
        }
        double size = items + 2.0;
        double mean = sum / size;
        double half = Wilson.Z_95 * Math.sqrt(((squares + 2) / size - mean * mean) / size);
        return new Interval(Math.max(-1, mean - half), Math.min(1, mean + half));
    }

    private static long sum(int[] counts) {
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }
}
