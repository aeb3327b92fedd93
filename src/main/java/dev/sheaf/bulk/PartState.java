package dev.sheaf.bulk;

import java.util.Locale;

/**
 * Where a part is on its way. ARCHITECTURE.md has the diagram; the SQL repeats each step's expectation, so that a step is
 * taken once, whoever takes it.
 */
public enum PartState {
    /** Requests are being added. */
    PLANNING,
    /** Its requests are written down; nothing was sent. */
    RESERVED,
    /** Its request file is at the provider. */
    UPLOADED,
    /** Its file was deleted again, so that an order that may be under way to it comes to nothing. */
    WITHDRAWN,
    /** Its batch is ordered. */
    CREATED,
    /** Every line that came back is settled. */
    FETCHED,
    /** Nothing is left to do. */
    CLOSED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static PartState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
