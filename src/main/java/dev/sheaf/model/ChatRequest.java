package dev.sheaf.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * One request to a chat model.
 *
 * @param id this asking's own id, sent along: a retry keeps it, a deliberate new asking has another
 * @param model the provider's model name
 * @param messages the conversation
 * @param form how the reply is held to a form
 * @param parameters further members of the request's body, by their names on the wire ({@code temperature}, …)
 * @param claim what the call asks of the rate limits
 */
public record ChatRequest(
        String id,
        String model,
        List<Message> messages,
        ReplyForm form,
        Map<String, JsonNode> parameters,
        Claim claim) {
    public ChatRequest {
        messages = List.copyOf(messages);
        parameters = Map.copyOf(parameters);
    }
}
