package dev.sheaf.access;

/** So many requests a minute: a minute's may come at once, and come back one after the other. Not thread-safe. */
final class Rate {
    private static final double MINUTE = 60e9;

    /** When all has come back. */
    private long full;

    Rate(long now) {
        this.full = now;
    }

    /** It is as good as a new one. */
    boolean isFull(long now) {
        return now - full >= 0;
    }

    /**
     * Takes one.
     *
     * @param now nanoseconds
     * @return nanoseconds until there is one; 0: it is taken
     */
    long take(double perMinute, long now) {
        double each = MINUTE / perMinute;
        long owed = Math.max(0, full - now);
        double wait = owed - Math.max(0, MINUTE - each);
        if (wait > 0) {
            return (long) Math.ceil(wait);
        }
        full = now + owed + (long) each;
        return 0;
    }
}
