package dev.sheaf.online;

/** The service is shutting down and takes nothing in any more. */
public final class Draining extends RuntimeException {
    Draining() {
        super("The service is shutting down.", null, false, false);
    }
}
