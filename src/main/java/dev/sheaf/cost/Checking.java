package dev.sheaf.cost;

/**
 * How much of what is served in packs is asked alone as well, to see whether packing changed it.
 *
 * @param share of the items, from 0 to 1; of a pack one at most
 * @param spend tokens of it a token of the packs' own, at most
 */
public record Checking(double share, double spend) {
    public static final Checking NONE = new Checking(0, 0);
    /** Of a service that nothing was said to. */
    public static final Checking USUAL = new Checking(0.01, 0.1);

    public Checking {
        if (!(share >= 0 && share <= 1) || !(spend >= 0)) {
            throw new IllegalArgumentException("a share lies from 0 to 1, and no bound is negative");
        }
    }
}
