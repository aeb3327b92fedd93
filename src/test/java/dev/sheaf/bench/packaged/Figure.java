package dev.sheaf.bench.packaged;

/**
 * What one stage of a round came to.
 *
 * @param perSecond rows
 * @param peakMegabytes the most memory its process had resident; NaN where it has no process of its own
 */
record Figure(double perSecond, double peakMegabytes) {

    static Figure rate(double perSecond) {
        return new Figure(perSecond, Double.NaN);
    }
}
