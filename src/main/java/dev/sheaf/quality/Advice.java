package dev.sheaf.quality;

import dev.sheaf.quality.AuditReport.Recommendation;
import dev.sheaf.quality.AuditReport.Size;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which size an audit recommends: the largest whose corrected agreement keeps the task's bound even at the lower end of
 * its 95 % interval. Corrected means that packing answers only for what it adds: from what a size agrees with the answers
 * asked alone, what asking alone once more agrees is taken off, item by item, and only the rest counts against the bound.
 * So a model that contradicts itself on 5 % of the items does not make every size fail at a bound of 0.95, nor does it
 * excuse a size that contradicts 10 %.
 */
final class Advice {
    private static final long MOST_ITEMS = 1_000_000;
    private static final double HUNDRED = 100;

    private Advice() {}

    static Recommendation of(List<Size> sizes, double bound) {
        Size best = sizes.stream()
                .filter(size -> size.verdict() == Verdict.HOLDS)
                .max(Comparator.comparingInt(Size::size))
                .orElseThrow();
        return new Recommendation(best.size(), best.size() == 1 ? alone(sizes, bound) : packed(sizes, best, bound));
    }

    private static String packed(List<Size> sizes, Size best, double bound) {
        return String.format(
                Locale.ROOT,
                "At %d a pack, at least %.1f %% of the answers stay as they are without packing (bound: %.1f %%)%s.",
                best.size(),
                HUNDRED * best.corrected().low(),
                HUNDRED * bound,
                saved(sizes.get(0), best));
    }

    private static String saved(Size alone, Size best) {
        double before = tokens(alone);
        double share = before == 0 ? 0 : 1 - tokens(best) / before;
        return share <= 0 ? "" : String.format(Locale.ROOT, ", for %.0f %% fewer tokens", HUNDRED * share);
    }

    private static double tokens(Size size) {
        long tokens = size.spent().usage().inputTokens() + size.spent().usage().outputTokens();
        return size.asked() == 0 ? 0 : (double) tokens / size.asked();
    }

    private static String alone(List<Size> sizes, double bound) {
        Optional<Size> nearest = sizes.stream()
                .filter(size -> size.verdict() == Verdict.UNDECIDED)
                .min(Comparator.comparingLong(Size::itemsNeeded));
        return nearest.map(size -> String.format(
                        Locale.ROOT,
                        "No size is shown to hold %.1f %%: too few items to tell. About %d would decide on %d a pack.",
                        HUNDRED * bound,
                        size.itemsNeeded(),
                        size.size()))
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "Every size tried changes more answers than the bound of %.1f %% allows.",
                        HUNDRED * bound));
    }

    /** How many items would make the interval as narrow as the distance to the bound, if the difference stays. */
    static long itemsNeeded(Difference difference, double bound, int items) {
        double distance = Math.abs(1 + difference.share() - bound);
        double half = (difference.interval().high() - difference.interval().low()) / 2;
        double needed = items * Math.pow(half / distance, 2);
        return Double.isNaN(needed) || needed > MOST_ITEMS ? MOST_ITEMS : roundedUp(Math.max(needed, items + 1.0));
    }

    private static long roundedUp(double items) {
        long step = items < 1_000 ? 10 : 100;
        return (long) Math.ceil(items / step) * step;
    }
}
