package dev.sheaf.bench;

import java.util.Arrays;

/**
 * What callers saw.
 *
 * @param all requests that were answered, the unmeasured ones included
 * @param bad of these, replies that were not 200 or held an error
 * @param perSecond answers a second while it was measured
 * @param p50 milliseconds, as the next two
 */
record Measured(long all, long bad, double perSecond, double p50, double p99, double max) {

    /** @param nanos the latencies of the measured requests; at a fixed rate from the time when each was due */
    static Measured of(long all, long bad, double seconds, long[] nanos) {
        Arrays.sort(nanos);
        return new Measured(
                all, bad, nanos.length / seconds, millis(nanos, 0.5), millis(nanos, 0.99), millis(nanos, 1));
    }

    private static double millis(long[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))] / 1e6;
    }

    String line() {
        return all + " " + bad + " " + perSecond + " " + p50 + " " + p99 + " " + max;
    }

    static Measured parse(String line) {
        String[] words = line.split(" ");
        return new Measured(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]),
                Double.parseDouble(words[5]));
    }
}
