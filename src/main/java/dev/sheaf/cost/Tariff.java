package dev.sheaf.cost;

/** Which of a model's prices a call is billed at. */
public enum Tariff {
    /** An ordinary call. */
    LIST,
    /** A request of a batch. */
    BATCH
}
