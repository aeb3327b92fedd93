package dev.sheaf.quality;

/**
 * Whether pairs differ more often to one side than to the other (Q. McNemar, Note on the sampling error of the difference
 * between correlated proportions, Psychometrika 12, 1947): of those that differ, each would be a fair coin.
 */
final class McNemar {
    /** So many coins are counted exactly; beyond, the normal distribution is as good. */
    private static final long EXACTLY = 2_000;

    private McNemar() {}

    /** How often chance alone divides the differing pairs at least as unevenly. */
    static double pValue(long one, long other) {
        long coins = one + other;
        return coins <= EXACTLY ? exact(Math.min(one, other), coins) : byNormal(one, other);
    }

    /** The binomial distribution of fair coins, from the middle of its logarithms so that nothing becomes zero. */
    private static double exact(long fewer, long coins) {
        if (2 * fewer >= coins) {
            return 1;
        }
        double tail = 0;
        double logOfTerm = -coins * Math.log(2);
        for (long heads = 0; heads <= fewer; heads++) {
            tail += Math.exp(logOfTerm);
            logOfTerm += Math.log((double) (coins - heads) / (heads + 1));
        }
        return Math.min(1, 2 * tail);
    }

    private static double byNormal(long one, long other) {
        return Normal.beyond(Math.max(0, Math.abs(one - other) - 1) / Math.sqrt((double) one + other));
    }
}
