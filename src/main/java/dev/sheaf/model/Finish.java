package dev.sheaf.model;

/** Why a reply ended: the provider's {@code finish_reason}. */
public enum Finish {
    STOP,
    /** Cut at the output limit. */
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER,
    /** Not said, or a word that is not documented. */
    OTHER
}
