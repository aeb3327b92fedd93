package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.access.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** The models that are the provider's own. */
interface Upstream {

    /**
     * Answers a call for one of them, by itself.
     *
     * @param body as the caller sent it
     * @param parsed the same; not to be changed
     */
    void chat(Call call, Buffer body, ObjectNode parsed);

    /**
     * Asks one conversation, not streamed. Cancelling gives the call up. Fails where there is no reply at all.
     *
     * @param request of chat completions; its own members may be set and removed, what stands in them is shared
     */
    Uni<Completion> complete(Caller caller, ObjectNode request);
}
