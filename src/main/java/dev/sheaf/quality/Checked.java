package dev.sheaf.quality;

/**
 * Items that were checked, by verdict.
 *
 * @param agreed as packed, so alone
 * @param packOdd twice alike alone, and otherwise in the pack
 * @param aloneOdd once of two times alone as in the pack
 * @param allDiffer three different answers
 */
public record Checked(long agreed, long packOdd, long aloneOdd, long allDiffer) {
    public static final Checked NONE = new Checked(0, 0, 0, 0);

    public Checked {
        if (agreed < 0 || packOdd < 0 || aloneOdd < 0 || allDiffer < 0) {
            throw new IllegalArgumentException("counts are not negative");
        }
    }

    Checked plus(Comparison verdict) {
        return switch (verdict) {
            case AGREED -> new Checked(agreed + 1, packOdd, aloneOdd, allDiffer);
            case PACK_ODD -> new Checked(agreed, packOdd + 1, aloneOdd, allDiffer);
            case ALONE_ODD -> new Checked(agreed, packOdd, aloneOdd + 1, allDiffer);
            case ALL_DIFFER -> new Checked(agreed, packOdd, aloneOdd, allDiffer + 1);
        };
    }

    public Checked plus(Checked other) {
        return new Checked(
                agreed + other.agreed, packOdd + other.packOdd, aloneOdd + other.aloneOdd, allDiffer + other.allDiffer);
    }

    public long checks() {
        return agreed + disagreements();
    }

    /**
     * The share of items, from 0 to 1, that packing leaves as they are: how much more often the pack is the odd one than the
     * first answer alone is missing; not a number where nothing was checked.
     */
    public double agreement() {
        return checks() == 0 ? Double.NaN : 1 - Math.max(0, packOdd - aloneOdd) / (double) checks();
    }

    /** Items whose packed answer was not the one that they got alone. */
    public long disagreements() {
        return packOdd + aloneOdd + allDiffer;
    }

    /** Items that two questions alone would have answered differently: by the same chance the first is odd, or the second. */
    public long selfDisagreements() {
        return 2 * aloneOdd + allDiffer;
    }
}
