package dev.sheaf.quality;

import java.util.List;

/**
 * Whether a share rises or falls over places in a row (P. Armitage, Tests for linear trends in proportions and
 * frequencies, Biometrics 11, 1955; W. G. Cochran, Biometrics 10, 1954).
 *
 * @param z in standard errors; negative: it falls from place to place
 * @param p how often chance alone shows as much of a trend, to either side
 */
public record Trend(double z, double p) {
    private static final Trend NONE = new Trend(0, 1);

    /** Over places of equal distance. */
    static Trend over(List<Counts> places) {
        Counts all = places.stream().reduce(Counts.NONE, Counts::plus);
        double share = all.share();
        double rise = 0;
        double first = 0;
        double second = 0;
        for (int place = 0; place < places.size(); place++) {
            Counts here = places.get(place);
            rise += place * (here.agreed() - here.compared() * share);
            first += (double) place * here.compared();
            second += (double) place * place * here.compared();
        }
        double variance = share * (1 - share) * (second - first * first / all.compared());
        return variance > 0 ? of(rise / Math.sqrt(variance)) : NONE;
    }

    private static Trend of(double z) {
        return new Trend(z, Normal.beyond(z));
    }
}
