package dev.sheaf.gateway;

/** Addresses of the wire and what they answer. */
interface Endpoint {
    void open(Routes routes);
}
