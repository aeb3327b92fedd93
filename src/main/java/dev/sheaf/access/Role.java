package dev.sheaf.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a key lets its holder do, always within its tenant. */
public enum Role {
    /** Have items answered while the caller waits, through either front door. */
    ASK,
    /** Make and steer what runs for long: jobs, audits, files and batches of the wire; and see it. */
    RUN,
    /** See everything of the tenant, and change nothing. */
    READ,
    /** All of that, and what is shared: tasks, caps and keys. */
    ADMIN;

    /** As it is written in requests and rows. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of this word; empty where there is none. */
    public static Optional<Role> of(String word) {
        return Stream.of(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
