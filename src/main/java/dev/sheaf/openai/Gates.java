package dev.sheaf.openai;

import dev.sheaf.model.Priority;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A credential's gates, one a model: that is how providers limit requests and tokens, and what a 429 speaks of. */
final class Gates {
    /** From here on those that nobody uses are forgotten, with what they had heard. */
    private static final int MANY = 200;

    private final Supplier<RateGate> maker;
    private final ConcurrentMap<String, RateGate> gates = new ConcurrentHashMap<>();
    private final AtomicLong limitedBefore = new AtomicLong();

    Gates(Supplier<RateGate> maker) {
        this.maker = maker;
    }

    RateGate of(String model) {
        RateGate known = gates.get(model);
        if (known != null) {
            return known;
        }
        if (gates.size() >= MANY) {
            gates.values().removeIf(this::isForgotten);
        }
        return gates.computeIfAbsent(model, name -> maker.get());
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
