package dev.sheaf.rest;

/** Who asks. */
final class Caller {
    /** Until there are keys, there is one tenant. */
    static final String TENANT = "default";

    private Caller() {}
}
