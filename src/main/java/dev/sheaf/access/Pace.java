package dev.sheaf.access;

import io.vertx.ext.web.RoutingContext;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the sender of a request's body has been waited for. While we hold it back, since we do not keep up, its clock stands
 * still: whoever pauses a body says so here. Thread-safe.
 */
public final class Pace {
    private static final String NAME = Pace.class.getName();

    private final LongSupplier nanos;
    private final long began;
    private long held;
    private @Nullable Long heldSince;

    /** @param nanos a clock as {@link System#nanoTime} */
    public Pace(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** The one of this request; one of its own where nobody watches it. */
    public static Pace of(RoutingContext http) {
        Pace pace = http.get(NAME);
        return pace == null ? new Pace(System::nanoTime) : pace;
    }

    public void goWith(RoutingContext http) {
        http.put(NAME, this);
    }

    /** What comes stays with its sender from now on. */
    public synchronized void hold() {
        if (heldSince == null) {
            heldSince = nanos.getAsLong();
        }
    }

    /** It is waited for again. */
    public synchronized void letCome() {
        if (heldSince != null) {
            held += nanos.getAsLong() - heldSince;
            heldSince = null;
        }
    }

    /** Nanoseconds until now, which is a time of the same clock. */
    public synchronized long waited(long now) {
        return (heldSince == null ? now : heldSince) - began - held;
    }
}
