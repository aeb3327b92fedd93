package dev.sheaf.model;

import io.smallrye.mutiny.Uni;
import java.util.function.Consumer;

/** A model that is asked one request at a time. */
public interface ChatModel {
    /**
     * What a subscriber's own context may hold: its place in a trace, OpenTelemetry's context, below which the call is to
     * stand.
     */
    String TRACE = ChatModel.class.getName() + ".trace";

    /**
     * Asks once, within the credential's limits and with the retries that the provider allows. Cancelling the
     * subscription gives up waiting and the call. Fails with a {@link ModelFailure} and nothing else.
     */
    Uni<Reply> ask(ChatRequest request);

    /**
     * The same.
     *
     * @param lost told of each attempt whose reply never came, or was given up, although the provider may have done the work
     */
    default Uni<Reply> ask(ChatRequest request, Consumer<ModelFailure> lost) {
        return ask(request)
                .onFailure(failure -> failure instanceof ModelFailure known && known.mayBeBought())
                .invoke(failure -> lost.accept((ModelFailure) failure));
    }
}
