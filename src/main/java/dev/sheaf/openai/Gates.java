package dev.sheaf.openai;

import dev.sheaf.model.Priority;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A credential's gates, one a model: that is how providers limit requests and tokens, and what a 429 speaks of. */
final class Gates {
    /** From here on those that nobody uses are forgotten, with what they had heard. */
    private static final int MANY = 200;

    private final Supplier<RateGate> maker;
    private final ConcurrentMap<String, RateGate> gates = new ConcurrentHashMap<>();
    private final AtomicLong limitedBefore = new AtomicLong();
    private final Time time;
    private volatile BiConsumer<String, Duration> listener = (model, wait) -> {};
    private volatile Share share = Share.ALONE;

    /**
     * How much of the limits is this replica's.
     *
     * @param sharers replicas that live, this one included
     * @param since when this one came to others, who may have used up until then what could be spent at once; absent: it
     *     was here first
     */
    private record Share(
            int sharers, boolean heard, @Nullable Long since) {
        static final Share ALONE = new Share(1, false, null);

        Share among(int live, long now) {
            boolean joins = !heard && live > 1;
            return new Share(live, true, joins ? Long.valueOf(now) : since);
        }
    }

    Gates(Supplier<RateGate> maker, Time time) {
        this.maker = maker;
        this.time = time;
    }

    /** So many replicas, this one included, share the configured limits from now on. */
    void share(int live) {
        Share before = share;
        Share now = before.among(live, time.nanos());
        share = now;
        gates.values().forEach(gate -> keep(gate, now, !Objects.equals(before.since(), now.since())));
    }

    private static void keep(RateGate gate, Share share, boolean joins) {
        gate.share(share.sharers());
        if (joins && share.since() != null) {
            gate.emptyAt(share.since());
        }
    }

    int sharers() {
        return share.sharers();
    }

    /** Who wants to know of a model's cooldown that the provider asked for, and for how long. */
    void onCooldown(BiConsumer<String, Duration> listener) {
        this.listener = listener;
    }

    RateGate of(String model) {
        RateGate known = gates.get(model);
        if (known != null) {
            return known;
        }
        if (gates.size() >= MANY) {
            gates.values().removeIf(this::isForgotten);
        }
        RateGate gate = gates.computeIfAbsent(model, this::make);
        // between its making and its being found the share may have changed
        gate.share(share.sharers());
        return gate;
    }

    private RateGate make(String model) {
        RateGate gate = maker.get();
        gate.onCooldown(wait -> listener.accept(model, wait));
        keep(gate, share, true);
        return gate;
    }

    private boolean isForgotten(RateGate gate) {
        boolean idle = gate.isIdle();
        if (idle) {
            limitedBefore.addAndGet(gate.limited());
        }
        return idle;
    }

    int waiting(Priority priority) {
        return gates.values().stream().mapToInt(gate -> gate.waiting(priority)).sum();
    }

    int inFlight() {
        return gates.values().stream().mapToInt(RateGate::inFlight).sum();
    }

    /** How many are closed after a 429. */
    int coolingDown() {
        return (int) gates.values().stream().filter(RateGate::coolingDown).count();
    }

    /** How many 429s there were. */
    long limited() {
        return limitedBefore.get()
                + gates.values().stream().mapToLong(RateGate::limited).sum();
    }
}
