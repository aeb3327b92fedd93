package dev.sheaf.openai;

import io.smallrye.mutiny.Uni;

/** One HTTP exchange with the provider. */
interface Wire {

    /**
     * Sends the request. Cancelling gives the exchange up, whether it has reached the provider or not. Fails where there
     * is no reply at all.
     *
     * @param id the request's own id, the same on every attempt
     */
    Uni<HttpReply> post(String id, ChatCompletionRequest body);
}
