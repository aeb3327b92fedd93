package dev.sheaf.access;

/**
 * Who asks.
 *
 * @param tenant whose data the caller sees, and who bears what its calls cost
 */
public record Caller(String tenant) {
    /** Until there are keys, there is one. */
    public static final String DEFAULT_TENANT = "default";
}
