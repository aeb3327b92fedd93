package dev.sheaf.online;

import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when a test says so. */
public final class HandTimer implements Timer {
    private final AtomicLong now = new AtomicLong();
    private final Set<Due> due = ConcurrentHashMap.newKeySet();

    /** Not a record: two timers are never the same. */
    private static final class Due {
        private final long at;
        private final Runnable action;

        Due(long at, Runnable action) {
            this.at = at;
            this.action = action;
        }
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        var entry = new Due(now.get() + delay.toNanos(), action);
        due.add(entry);
        return () -> due.remove(entry);
    }

    public long nanos() {
        return now.get();
    }

    public int pending() {
        return due.size();
    }

    public void pass(Duration time) {
        long end = now.get() + time.toNanos();
        for (Optional<Due> next = next(end); next.isPresent(); next = next(end)) {
            now.set(Math.max(now.get(), next.get().at));
            due.remove(next.get());
            next.get().action.run();
        }
        now.set(end);
    }

    private Optional<Due> next(long end) {
        return due.stream().filter(entry -> entry.at <= end).min(Comparator.comparingLong(entry -> entry.at));
    }
}
