package dev.sheaf.bulk;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether this replica is to take on nothing new; then long steps stop where they can go on later. */
public final class Ending {
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean begun;
    private volatile boolean attended;

    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Somebody waits for what is done here, from now on. */
    void arrive() {
        waiting.incrementAndGet();
        attended = true;
    }

    /** One of them no longer does. */
    void depart() {
        waiting.decrementAndGet();
    }

    /** Whether all have gone who waited; until somebody comes again, this machine may stand still at any moment. */
    boolean isDeserted() {
        return attended && waiting.get() == 0;
    }

    /** Whether long steps are to stop. */
    boolean isNear() {
        return begun || isDeserted();
    }
}
