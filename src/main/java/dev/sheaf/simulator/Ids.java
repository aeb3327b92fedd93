package dev.sheaf.simulator;

import java.util.concurrent.atomic.AtomicLong;

/** Ids that no earlier run of the simulator gave away either, and that do not tell their order. */
final class Ids {
    private final long birth;
    private final AtomicLong last = new AtomicLong();

    /** @param birth another one at each start */
    Ids(long birth) {
        this.birth = birth;
    }

    String next(String prefix) {
        return of(prefix, birth, last.incrementAndGet());
    }

    /** The same for the same roots. */
    static String of(String prefix, long one, long other) {
        return prefix
                + Exchange.hex(Seeds.mix(one, other))
                + Exchange.hex(Seeds.mix(one, other, 5)).substring(8);
    }
}
