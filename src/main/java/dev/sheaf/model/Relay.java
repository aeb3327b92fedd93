package dev.sheaf.model;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.function.Consumer;

/** Passes requests on as they stand, and replies as they come. */
public interface Relay {

    /**
     * Sends a request within the credential's limits. Passing failures are retried as long as nothing of a reply was
     * handed on; what is left then is the reply, whatever its status. Cancelling the call, or the reply's body, gives up
     * waiting and the call upstream. Fails with a {@link ModelFailure} where there is no reply at all.
     *
     * @param lost told of each attempt whose reply never came although the provider may have done the work
     */
    Uni<Relayed> relay(Passage passage, Consumer<ModelFailure> lost);

    /**
     * A request on its way.
     *
     * @param method {@code GET} or {@code POST}
     * @param path behind the wire's version, as {@code /chat/completions}
     * @param headers that go upstream; credentials are not among them
     * @param claim what it asks of the model's limits
     * @param model whose gate it passes
     * @param streamed whether the reply comes in pieces, over as long as it takes
     */
    record Passage(
            String method,
            String path,
            Map<String, String> headers,
            byte[] body,
            String model,
            Claim claim,
            boolean streamed) {
        public Passage {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A reply, good or bad.
     *
     * @param headers by their names in lower case
     * @param body to be subscribed to once; in one piece unless it is streamed
     */
    record Relayed(int status, Map<String, String> headers, Multi<byte[]> body) {
        public Relayed {
            headers = Map.copyOf(headers);
        }

        public boolean isGood() {
            return status >= 200 && status < 300;
        }
    }
}
