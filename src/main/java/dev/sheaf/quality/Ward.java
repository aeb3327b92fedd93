package dev.sheaf.quality;

import dev.sheaf.pack.Prepared;
import dev.sheaf.quality.GovernorStore.Key;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** A version that is served here: what is known of its size, and what its checks may cost. */
final class Ward {
    private final Prepared task;
    private final Key key;
    private final Chronicle chronicle;
    private final CheckPurse purse;
    private final Bench bench = new Bench();
    private final Agreement agreement;
    private final GuardEvents events;
    private final long freshness;
    private final LongSupplier nanos;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile long lookedAt;

    /** @param nanos a clock as {@link System#nanoTime} */
    Ward(Prepared task, GovernorStore store, GuardPolicy policy, LongSupplier nanos, GuardEvents events) {
        this.task = task;
        this.key = Key.of(task.task());
        this.agreement = Agreement.of(task.task().definition().shape());
        this.chronicle = new Chronicle(key, task.packer().maxItems(), store, events);
        this.purse = new CheckPurse(policy);
        this.events = events;
        this.freshness = policy.freshness().toNanos();
        this.nanos = nanos;
        this.lookedAt = nanos.getAsLong();
    }

    Prepared task() {
        return task;
    }

    Key key() {
        return key;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    CheckPurse purse() {
        return purse;
    }

    Bench bench() {
        return bench;
    }

    Agreement agreement() {
        return agreement;
    }

    double bound() {
        return task.task().definition().quality().minAgreement();
    }

    /** Whoever comes first looks; others may go on with what is known, once something is. */
    Uni<Void> refresh() {
        long now = nanos.getAsLong();
        if (looks.get() > 0 && now - lookedAt < freshness) {
            return Uni.createFrom().voidItem();
        }
        lookedAt = now;
        return chronicle.read().invoke(() -> {
            looks.incrementAndGet();
            events.known(key, chronicle.governed(), bound());
        });
    }

    /** Whether nobody looked for so many times the freshness. */
    boolean isIdle(long now, long times) {
        return now - lookedAt > times * Math.max(1_000_000, freshness);
    }
}
