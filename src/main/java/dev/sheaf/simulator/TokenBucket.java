package dev.sheaf.simulator;

/** A minute's allowance that fills evenly; starts full. Not safe for several threads. */
final class TokenBucket {
    private static final double MINUTE = 60_000.0;

    private final int limit;
    private double level;
    private long at;

    TokenBucket(int limit, long now) {
        this.limit = limit;
        this.level = limit;
        this.at = now;
    }

    /** The same bucket, or a full one where the limit is another. */
    TokenBucket resized(int changed, long now) {
        return changed == limit ? this : new TokenBucket(changed, now);
    }

    int limit() {
        return limit;
    }

    private void fill(long now) {
        if (now > at) {
            level = Math.min(limit, level + (now - at) * (limit / MINUTE));
            at = now;
        }
    }

    boolean holds(long wanted, long now) {
        fill(now);
        return level >= wanted;
    }

    void take(long wanted) {
        level -= wanted;
    }

    long remaining(long now) {
        fill(now);
        return (long) level;
    }

    long used(long now) {
        return limit - remaining(now);
    }

    /** Milliseconds until it holds so much. */
    long wait(long wanted, long now) {
        fill(now);
        return limit == 0 ? 0 : Math.max(0, (long) Math.ceil((wanted - level) * MINUTE / limit));
    }
}
