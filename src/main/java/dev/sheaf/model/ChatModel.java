package dev.sheaf.model;

import io.smallrye.mutiny.Uni;

/** A model that is asked one request at a time. */
public interface ChatModel {

    /**
     * Asks once, within the credential's limits and with the retries that the provider allows. Cancelling the
     * subscription gives up waiting and the call. Fails with a {@link ModelFailure} and nothing else.
     */
    Uni<Reply> ask(ChatRequest request);
}
