package dev.sheaf.bench;

import java.util.Arrays;
import java.util.Locale;

/** The same figure of several rounds. */
public record Spread(double min, double median, double max) {

    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** {@code min / median / max} with so many decimals. */
    public String text(int decimals) {
        String form = "%,." + decimals + "f";
        return String.format(Locale.ROOT, form + " / **" + form + "** / " + form, min, median, max);
    }
}
