package dev.sheaf.openai;

import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who waits at this replica's gates for a passed-on call. Those that may go at once wait for no time at all. Thread-safe. */
final class WaitingRoom {
    /** For calls whose number and deadline their sender bounds. */
    static final WaitingRoom UNBOUNDED = new WaitingRoom(Integer.MAX_VALUE, null);

    private final int places;
    private final @Nullable Duration longest;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param longest that one call waits altogether, over all its attempts; absent: for ever */
    WaitingRoom(int places, @Nullable Duration longest) {
        this.places = places;
        this.longest = longest;
    }

    @Nullable
    Duration longest() {
        return longest;
    }

    int waiting() {
        return waiting.get();
    }

    /** Whether more wait than there are places for. */
    boolean isOverfull() {
        return waiting.get() > places;
    }

    Place enter() {
        waiting.incrementAndGet();
        return new Place();
    }

    /** One who waits, until it is left: by whoever is the first to do so. */
    final class Place {
        private final AtomicBoolean left = new AtomicBoolean();
        private volatile @Nullable Cancellable alarm;

        /** False where it was left before. */
        boolean leave() {
            if (!left.compareAndSet(false, true)) {
                return false;
            }
            waiting.decrementAndGet();
            cancel(alarm);
            return true;
        }

        boolean isLeft() {
            return left.get();
        }

        /** What ends the waiting, cancelled when it has ended otherwise. */
        void alarm(Cancellable set) {
            alarm = set;
            if (left.get()) {
                set.cancel();
            }
        }

        private static void cancel(@Nullable Cancellable set) {
            if (set != null) {
                set.cancel();
            }
        }
    }
}
