package dev.sheaf.online;

/** The service is shutting down and takes nothing in any more. */
public final class Draining extends RuntimeException {
    public Draining() {
        super("The service is shutting down.", null, false, false);
    }
}
