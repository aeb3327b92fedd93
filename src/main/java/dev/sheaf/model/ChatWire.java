package dev.sheaf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a request and a reply are written on the provider's wire, for those who carry them in files. */
public interface ChatWire {

    /**
     * The body of the request as the online lane sends it. The same request gives the same members in the same order, in
     * any process, so that its text is the same to the byte.
     */
    ObjectNode body(ChatRequest request);

    /**
     * The reply that a body holds, read as the online lane reads it; empty where it is none, such as an error.
     *
     * @param requestId the provider's id of the request, where it is known
     * @param form the one that the request asked for
     */
    Optional<Reply> reply(@Nullable String requestId, JsonNode body, ReplyForm form);
}
