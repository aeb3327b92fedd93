package dev.sheaf.quality;

/** Hears what the guard does, for metrics and the log. */
public interface GuardEvents {
    GuardEvents NONE = new GuardEvents() {};

    /** This many items may share a call now; told with every look. */
    default void size(GovernorStore.Key key, int items) {}

    /**
     * What is known of a version; told with every look.
     *
     * @param bound of agreement with the answers alone, from 0 to 1
     */
    default void known(GovernorStore.Key key, Governed now, double bound) {}

    /** The size was changed, and why. */
    default void changed(GovernorStore.Key key, int before, Governed now) {}

    /** An item was checked. */
    default void checked(GovernorStore.Key key, Comparison verdict) {}

    /** Items were asked together for trial, at a larger size than now. */
    default void tried(GovernorStore.Key key, int items) {}

    /** An item was not checked although it was drawn. */
    default void skipped(Skip reason) {}

    /** The store could not be reached, or a check broke. */
    default void failed(GovernorStore.Key key, Throwable failure) {}

    /** Why an item was not checked. */
    enum Skip {
        /** Checks would cost more than they may. */
        SPENT,
        /** As many checks wait as may. */
        BUSY,
        /** No answer came. */
        NO_ANSWER
    }
}
