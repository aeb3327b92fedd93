package dev.sheaf.online;

import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;

/** Runs things later, without holding a thread. */
public interface Timer {
    Cancellable after(Duration delay, Runnable action);
}
