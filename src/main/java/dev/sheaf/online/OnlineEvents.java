package dev.sheaf.online;

/** Hears what happens in the online lane, for metrics. */
public interface OnlineEvents {
    OnlineEvents NONE = new OnlineEvents() {};

    /** A pack left the queue. */
    default void packed(int items) {}

    /** An item waited so long, in nanoseconds, before its pack left. */
    default void waited(long nanos) {}

    /** An item got its answer or its reason. */
    default void settled(boolean answered) {}

    /** An item looks like instructions to the model and is asked alone. */
    default void isolated() {}

    /** A pack broke because of a fault of ours. */
    default void broke(Throwable fault) {}
}
