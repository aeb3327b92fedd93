package dev.sheaf.quality;

/**
 * How many of so many comparisons came out well.
 *
 * @param agreed those that did
 * @param compared all of them
 */
public record Counts(long agreed, long compared) {
    public static final Counts NONE = new Counts(0, 0);

    public Counts {
        if (agreed < 0 || compared < agreed) {
            throw new IllegalArgumentException(agreed + " of " + compared + " cannot be");
        }
    }

    public static Counts one(boolean agrees) {
        return new Counts(agrees ? 1 : 0, 1);
    }

    public Counts plus(Counts other) {
        return new Counts(agreed + other.agreed, compared + other.compared);
    }

    public Counts plus(boolean agrees) {
        return plus(one(agrees));
    }

    public long disagreed() {
        return compared - agreed;
    }

    /** From 0 to 1; not a number where nothing was compared. */
    public double share() {
        return (double) agreed / compared;
    }

    /** Where the true share lies, with a confidence of 95 %. */
    public Interval interval() {
        return Wilson.of(agreed, compared);
    }
}
