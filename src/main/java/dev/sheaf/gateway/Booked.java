package dev.sheaf.gateway;

/** How a good reply is booked that does not say what it cost. */
enum Booked {
    /** By an estimate of its tokens. */
    TOKENS,
    /** As one that cost no tokens: what it did cost is not known here. */
    NOTHING,
    /** Not at all. */
    UNLESS_SAID
}
