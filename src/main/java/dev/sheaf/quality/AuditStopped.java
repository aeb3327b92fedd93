package dev.sheaf.quality;

/** An audit that ends without its report: a stable code, and a sentence for people. */
public final class AuditStopped extends RuntimeException {
    /** Its cap leaves no room for the next call. */
    public static final String CAP_REACHED = "cap_reached";

    /** Too many calls failed for the rest to stand for all. */
    public static final String PROVIDER_FAILED = "provider_failed";

    /** Whoever ran it has ended. */
    public static final String INTERRUPTED = "interrupted";

    private final String code;

    public AuditStopped(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
