package dev.sheaf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a request and a reply are written on the provider's wire, for those who carry them in files. */
public interface ChatWire {

    /** The body of the request, always the same for the same request. */
    ObjectNode body(ChatRequest request);

    /**
     * The reply that a body holds; empty where it is none.
     *
     * @param form the one that the request asked for
     */
    Optional<Reply> reply(@Nullable String requestId, JsonNode body, ReplyForm form);
}
