package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Claim;
import dev.sheaf.model.Finish;
import dev.sheaf.model.Message;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Reply;
import dev.sheaf.model.ReplyForm;
import dev.sheaf.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A wire with nothing on it but messages and a text. */
public class PlainWire implements ChatWire {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public ObjectNode body(ChatRequest request) {
        ObjectNode body = JSON.createObjectNode().put("model", request.model());
        request.messages().forEach(message -> body.withArray("messages")
                .addObject()
                .put("role", message.role())
                .put("content", message.content()));
        return body;
    }

    /** The request that a body holds. */
    static ChatRequest request(JsonNode body) {
        List<Message> messages = new ArrayList<>();
        body.path("messages")
                .forEach(message -> messages.add(new Message(
                        message.path("role").asText(), message.path("content").asText())));
        return new ChatRequest(
                "read",
                body.path("model").asText(),
                messages,
                new ReplyForm.Text(),
                Map.of(),
                new Claim(0, Priority.BULK, "read"));
    }

    static ObjectNode reply(String text, int tokens) {
        return JSON.createObjectNode().put("text", text).put("input", tokens);
    }

    @Override
    public Optional<Reply> reply(@Nullable String requestId, JsonNode body, ReplyForm form) {
        return body.has("text")
                ? Optional.of(new Reply(
                        requestId,
                        body.path("text").asText(),
                        body.path("end").asText().equals("REFUSAL") ? "No." : null,
                        finish(body.path("end").asText()),
                        new Usage(body.path("input").asLong(), 0, 5, 0)))
                : Optional.empty();
    }

    private static Finish finish(String end) {
        return end.isEmpty() || end.equals("REFUSAL") ? Finish.STOP : Finish.valueOf(end);
    }
}
