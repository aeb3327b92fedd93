package dev.sheaf.quality;

/**
 * The score interval of a share (E. B. Wilson, Probable inference, the law of succession, and statistical inference,
 * JASA 22, 1927). Unlike the usual plus-or-minus it stays within 0 and 1 and is honest near them: 95 of 100 observed may
 * well be 89 %.
 */
public final class Wilson {
    /** Of the normal distribution, for a confidence of 95 % on both sides together. */
    public static final double Z_95 = 1.959963984540054;

    private Wilson() {}

    public static Interval of(long agreed, long compared) {
        return of((double) agreed / Math.max(1, compared), compared, Z_95);
    }

    /**
     * @param share observed, from 0 to 1
     * @param size how many independent observations it stands on; not whole where they are not quite independent
     * @param z how many standard errors wide to each side
     */
    public static Interval of(double share, double size, double z) {
        if (size <= 0) {
            return new Interval(0, 1);
        }
        double spread = z * z / size;
        double middle = (share + spread / 2) / (1 + spread);
        double half = z / (1 + spread) * Math.sqrt(share * (1 - share) / size + spread / (4 * size));
        // at 0 and 1 the bound is the share itself, less a rounding error
        return new Interval(Math.max(0, Math.min(share, middle - half)), Math.min(1, Math.max(share, middle + half)));
    }
}
