package dev.sheaf.quality;

/** An audit that is not begun. Nothing was bought. */
public final class CannotBegin extends RuntimeException {

    /** Why not. */
    public enum Cause {
        /** As many as allowed run already; it is worth trying again. */
        BUSY,
        /** It is expected to cost more than it may, or nobody knows what it costs. */
        CAP
    }

    private final Cause cause;

    CannotBegin(Cause cause, String message) {
        super(message, null, false, false);
        this.cause = cause;
    }

    public Cause why() {
        return cause;
    }
}
