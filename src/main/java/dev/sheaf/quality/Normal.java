package dev.sheaf.quality;

/** The standard normal distribution. */
final class Normal {
    /** From here on the rest is less than 1e-15. */
    private static final double FAR = 8;

    private Normal() {}

    /**
     * The share below z: the series of Marsaglia, Evaluating the normal distribution, Journal of Statistical Software
     * 11(4), 2004; good to about 1e-15.
     */
    static double below(double z) {
        if (Math.abs(z) > FAR) {
            return z < 0 ? 0 : 1;
        }
        double sum = z;
        double term = z;
        for (int i = 3; sum != sum + term / 1e3; i += 2) {
            term *= z * z / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    }

    /** How often chance alone goes as far from 0 as z, to either side. */
    static double beyond(double z) {
        return Math.max(0, Math.min(1, 2 * below(-Math.abs(z))));
    }
}
