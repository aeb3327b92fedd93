package dev.sheaf.cost;

/**
 * How many tokens bytes are, from packs of which both are known. Cochran, Sampling Techniques (1977), chapter 6: the ratio
 * estimator and its error.
 */
final class Sample {
    /** Of a normal variable, 95 of 100 lie within so many standard deviations. */
    private static final double NINETY_FIVE = 1.96;
    /** Of few packs the deviation itself is uncertain: the first term of Student's t beside the normal variable. */
    private static final double OF_FEW = (1 + NINETY_FIVE * NINETY_FIVE) / 4;

    private long packs;
    private double bytes;
    private double tokens;
    private double bytesSquared;
    private double tokensSquared;
    private double product;

    void add(long packBytes, long packTokens) {
        packs++;
        bytes += packBytes;
        tokens += packTokens;
        bytesSquared += (double) packBytes * packBytes;
        tokensSquared += (double) packTokens * packTokens;
        product += (double) packBytes * packTokens;
    }

    long packs() {
        return packs;
    }

    private double ratio() {
        return bytes == 0 ? 0 : tokens / bytes;
    }

    long tokensOf(long otherBytes) {
        return Math.round(ratio() * otherBytes);
    }

    /** By how much that may be wrong, of 20 times in 19, for bytes of so many packs. */
    long error(long otherPacks) {
        if (packs < 2 || otherPacks == 0) {
            return 0;
        }
        double ratio = ratio();
        double rest = Math.max(0, tokensSquared - 2 * ratio * product + ratio * ratio * bytesSquared);
        double variance = rest / (packs - 1);
        double ofSum = variance * otherPacks * otherPacks / packs + variance * otherPacks;
        double deviations = NINETY_FIVE * (1 + OF_FEW / (packs - 1));
        return (long) Math.ceil(deviations * Math.sqrt(ofSum));
    }
}
