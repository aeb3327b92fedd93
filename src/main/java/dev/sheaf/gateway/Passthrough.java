package dev.sheaf.gateway;

/** Which addresses of the provider's are passed on. */
public enum Passthrough {
    /** Those of calls that leave nothing behind at the provider. */
    STATELESS,
    /** All that we do not answer ourselves. */
    ALL
}
