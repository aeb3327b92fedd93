package dev.sheaf.app;

/** Values that are handed to the configuration as they are. */
final class Escape {
    private Escape() {}

    /** A password may hold a dollar sign, which could be taken for a reference to another property. */
    static String expressions(String value) {
        return value.replace("$", "\\$");
    }
}
