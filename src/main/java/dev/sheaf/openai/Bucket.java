package dev.sheaf.openai;

import java.time.Duration;

/** So much per period, refilled continuously and full at first. Not thread-safe. */
final class Bucket {
    // less than this is the noise of adding fractions, not something to wait for
    private static final double NOISE = 1e-6;

    private double size;
    private double perNano;
    private double level;
    private long at;

    Bucket(double size, Duration period, long now) {
        this.size = size;
        this.perNano = size / period.toNanos();
        this.level = size;
        this.at = now;
    }

    /** Nanoseconds until this much may be taken; what is larger than the bucket goes when the bucket is full. */
    long waitFor(double amount, long now) {
        refill(now);
        double missing = Math.min(amount, size) - level;
        return missing <= NOISE ? 0 : Math.max(1, (long) Math.ceil(missing / perNano));
    }

    /** Takes it now, if need be on credit. */
    void take(double amount, long now) {
        refill(now);
        level -= amount;
    }

    /** Puts the level where the provider has it. */
    void level(double level, long now) {
        refill(now);
        this.level = Math.min(level, size);
    }

    /** What was saved up shrinks along; what is owed does not. */
    void resize(double size, Duration period, long now) {
        refill(now);
        if (size < this.size) {
            level = Math.min(level, level * size / this.size);
        }
        this.size = size;
        this.perNano = size / period.toNanos();
    }

    /** Nothing was saved up at that moment, and since then only what came back. */
    void emptyAt(long then, long now) {
        refill(now);
        level = Math.min(level, perNano * (now - then));
    }

    double refillIn(long nanos) {
        return perNano * nanos;
    }

    private void refill(long now) {
        level = Math.min(size, level + perNano * (now - at));
        at = now;
    }
}
