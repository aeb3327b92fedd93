package dev.sheaf.bulk;

import dev.sheaf.model.ModelFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a step waits for its next. */
final class Pauses {
    private static final int OVERFLOW_DOUBLINGS = 3;
    private static final int DOUBLINGS = 6;
    private static final double SPREAD = 0.2;

    private final BulkConfig config;
    private final Chance chance;

    Pauses(BulkConfig config, Chance chance) {
        this.config = config;
        this.chance = chance;
    }

    /** Until a batch is asked for again: the longer, the older it is. */
    Duration poll(@Nullable Instant since) {
        Duration age = since == null ? Duration.ZERO : Duration.between(since, now());
        long most = config.poll().multipliedBy(6).toMillis();
        long millis = Math.min(most, Math.max(config.poll().toMillis(), age.toMillis() / 20));
        return spread(Duration.ofMillis(millis));
    }

    Duration queue() {
        return spread(config.queuePause());
    }

    /** After a failed call: as the provider says, if that is longer than usual. */
    Duration after(ModelFailure failure) {
        Duration own = spread(config.retryPause());
        return failure.retryAfter()
                .map(said -> said.compareTo(own) > 0 ? said : own)
                .orElse(own);
    }

    /** @param before how often the provider's queue was full already */
    Duration overflow(int before) {
        return config.overflowPause().multipliedBy(1L << Math.min(before, OVERFLOW_DOUBLINGS));
    }

    /** While it is uncertain whether an order arrived. */
    Duration settling() {
        return config.settling().dividedBy(4).plusMillis(1);
    }

    Duration settlingWindow() {
        return config.settling();
    }

    /** After a failed call of the online lane, which has been tried so often: twice as long each time. */
    Duration again(ModelFailure failure, int attempts) {
        Duration own = spread(config.queuePause().multipliedBy(1L << Math.min(attempts, DOUBLINGS)));
        return failure.retryAfter()
                .map(said -> said.compareTo(own) > 0 ? said : own)
                .orElse(own);
    }

    /** After a fault of our own, or of the database. */
    Duration fault() {
        return spread(config.retryPause());
    }

    /** Whether a call begun now may outlast a lease that was renewed then. */
    boolean isLate(Instant renewed, Duration call) {
        return renewed.plus(config.lease()).minus(call).isBefore(now());
    }

    Instant now() {
        return chance.clock().instant();
    }

    private Duration spread(Duration about) {
        double factor = 1 - SPREAD + 2 * SPREAD * chance.jitter().getAsDouble();
        return Duration.ofMillis(Math.max(1, Math.round(about.toMillis() * factor)));
    }
}
