package dev.sheaf.openai;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One measure of a credential, requests or tokens: what the configuration allows a minute and, once its headers told,
 * what the provider allows. Both hold. Not thread-safe.
 */
final class Allowance {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final long perMinute;
    private final @Nullable Bucket configured;
    private @Nullable Bucket told;
    private double toldLimit;
    private Duration toldPeriod = MINUTE;
    private double part = 1;
    private double spent;
    private long newest = Long.MIN_VALUE;

    /** How much had been spent when a call went, that call included; {@code serial} counts the calls. */
    record Mark(double spent, long at, long serial) {}

    /** @param perMinute 0: no limit of our own */
    Allowance(long perMinute, long now) {
        this.perMinute = perMinute;
        configured = perMinute == 0 ? null : new Bucket(perMinute, MINUTE, now);
    }

    /** Only this part is ours, the rest is for other replicas. */
    void share(double part, long now) {
        this.part = part;
        if (configured != null) {
            configured.resize(perMinute * part, MINUTE, now);
        }
        if (told != null) {
            told.resize(toldLimit * part, toldPeriod, now);
        }
    }

    /** Others may have used up, until then, what there was. The provider tells itself what it has left. */
    void emptyAt(long then, long now) {
        if (configured != null) {
            configured.emptyAt(then, now);
        }
    }

    /** Nanoseconds until this much may be spent. */
    long waitFor(double amount, long now) {
        long own = configured == null ? 0 : configured.waitFor(amount, now);
        return told == null ? own : Math.max(own, told.waitFor(amount, now));
    }

    Mark spend(double amount, long now, long serial) {
        spent += amount;
        if (configured != null) {
            configured.take(amount, now);
        }
        if (told != null) {
            told.take(amount, now);
        }
        return new Mark(spent, now, serial);
    }

    /**
     * Corrects the provider's bucket. Its {@code remaining} dates from when it let the marked call in, or later; what
     * was spent since is taken off as far as the refill since then does not make up for it. So the level is never above
     * the provider's own. A reply that an earlier call overtook says nothing new.
     *
     * <p>What the provider tells is of the credential as a whole, the other replicas' use included. So it is no budget to
     * be cut for good, as the configured one is; but what is left, and what comes back until we hear again, is there for
     * all who live, and each takes no more than its part of it unheard. The next reply tells anew what all have left:
     * that way a busy replica gets what the idle ones do not use.
     */
    void hear(RateHeaders.Limit said, Mark mark, long now) {
        if (said.limit() == null || said.limit() == 0 || mark.serial() < newest) {
            return;
        }
        newest = mark.serial();
        Bucket bucket = bucket((double) said.limit(), period(said), now);
        if (said.remaining() != null) {
            double unmatched = spent - mark.spent() - bucket.refillIn(now - mark.at());
            bucket.level(said.remaining() * part - Math.max(0, unmatched), now);
        }
    }

    private Bucket bucket(double limit, Duration period, long now) {
        if (told == null || toldLimit != limit || !toldPeriod.equals(period)) {
            told = new Bucket(limit * part, period, now);
            toldLimit = limit;
            toldPeriod = period;
        }
        return told;
    }

    // Limits are per minute unless the reset lies further off than a minute's limit can: then it is one per hour or day
    // (some accounts have requests per day in the same header), whose length follows from how long the used part takes.
    private static Duration period(RateHeaders.Limit said) {
        Duration reset = said.reset();
        if (said.limit() == null || said.remaining() == null || reset == null || reset.compareTo(MINUTE) <= 0) {
            return MINUTE;
        }
        long used = Math.max(1, said.limit() - said.remaining());
        double whole = (double) reset.toNanos() / used * said.limit();
        return whole >= DAY.toNanos() ? DAY : Duration.ofNanos((long) whole);
    }
}
