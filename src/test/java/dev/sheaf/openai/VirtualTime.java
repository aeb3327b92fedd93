package dev.sheaf.openai;

import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that goes on when the test says so. */
final class VirtualTime implements Time {
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
    private long now = 1_000_000_000_000L;
    private long numbers;

    private record Timer(long at, long number, Runnable task) {}

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized Cancellable after(Duration wait, Runnable task) {
        Timer timer = new Timer(now + wait.toNanos(), numbers++, task);
        timers.add(timer);
        return () -> cancel(timer);
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }

    /** Lets this much time go by, with all that happens in it. */
    void pass(Duration time) {
        long end = nanos() + time.toNanos();
        while (runNextUntil(end)) {}
        synchronized (this) {
            now = end;
        }
    }

    /** Goes on until nothing more is to happen. */
    void passAll() {
        while (runNextUntil(Long.MAX_VALUE)) {}
    }

    synchronized int timers() {
        return timers.size();
    }

    private boolean runNextUntil(long end) {
        Timer next;
        synchronized (this) {
            if (timers.isEmpty() || timers.peek().at() > end) {
                return false;
            }
            next = timers.remove();
            now = Math.max(now, next.at());
        }
        next.task().run();
        return true;
    }
}
