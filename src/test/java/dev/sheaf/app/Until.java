package dev.sheaf.app;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what can be observed, and not for ever. */
public final class Until {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private Until() {}

    public static void holds(String what, BooleanSupplier condition) {
        holds(what, BOUND, condition);
    }

    static void holds(String what, Duration bound, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("Never came true: " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
