package dev.sheaf.simulator;

import io.vertx.core.buffer.Buffer;

/** Answers the requests of one path and method; throws {@link ApiError} where it refuses. */
@FunctionalInterface
interface Endpoint {
    void handle(Exchange exchange, Buffer body);
}
