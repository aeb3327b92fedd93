package dev.sheaf.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One request to a chat model.
 *
 * @param id this asking's own id, sent along as a header (so 1 to 512 printable ASCII characters): a retry keeps it, a
 *     deliberate new asking has another
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
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,512}");

    public ChatRequest {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("an id is 1 to 512 printable ASCII characters");
        }
        if (model.isBlank()) {
            throw new IllegalArgumentException("a request names its model");
        }
        messages = List.copyOf(messages);
        parameters = Map.copyOf(parameters);
    }
}
