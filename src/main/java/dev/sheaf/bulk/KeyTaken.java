package dev.sheaf.bulk;

/** The idempotency key belongs to a job that was ordered otherwise. */
public final class KeyTaken extends RuntimeException {
    private final String job;

    KeyTaken(String job) {
        super("The key belongs to another job.", null, false, false);
        this.job = job;
    }

    /** Its id. */
    public String job() {
        return job;
    }
}
