package dev.sheaf.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.ChatRequest;

/** What goes over the wire for a request. */
public final class Sent {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Sent() {}

    public static JsonNode body(ChatRequest request) {
        return JSON.valueToTree(ChatCompletionRequest.of(request));
    }
}
