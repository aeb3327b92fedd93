package dev.sheaf.model;

/** Who goes first where calls have to wait, in this order. */
public enum Priority {
    /** A caller is waiting. */
    ONLINE,
    /** A job is waiting. */
    BULK,
    /** Nobody is waiting: audits and checks. */
    BACKGROUND
}
