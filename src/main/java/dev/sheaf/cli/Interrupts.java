package dev.sheaf.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a command that its user wants it to stop. */
interface Interrupts {

    /** Until the subscription is closed, an interrupt runs {@code stop} and then waits for the closing. */
    Subscription on(Runnable stop);

    /** Closed when nothing is left to be saved. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Ctrl-C and {@code kill}: the process waits at most ten seconds for what has to be saved. */
    static Interrupts ofThisProcess() {
        return stop -> {
            CountDownLatch saved = new CountDownLatch(1);
            Thread hook = new Thread(() -> stopAndWait(stop, saved), "sheaf-interrupt");
            Runtime.getRuntime().addShutdownHook(hook);
            return () -> forget(hook, saved);
        };
    }

    private static void stopAndWait(Runnable stop, CountDownLatch saved) {
        stop.run();
        try {
            if (!saved.await(10, TimeUnit.SECONDS)) {
                System.err.println("Stopped before everything could be saved.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook, CountDownLatch saved) {
        saved.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // the hook has seen the latch and ends by itself
        }
    }
}
