package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A completion as server-sent events: who speaks, what is said, why it ends; what it cost where that was asked for; and
 * {@code [DONE]}. For answers that come whole: they are sent as soon as they are there.
 */
final class CompletionChunks {
    static final String TYPE = "text/event-stream; charset=utf-8";

    private static final List<String> FRAME = List.of("id", "created", "model", "service_tier", "system_fingerprint");
    private static final List<String> SAID = List.of("content", "refusal");

    private final ObjectNode completion;
    private final boolean withUsage;
    private final Buffer events = Buffer.buffer();

    private CompletionChunks(ObjectNode completion, boolean withUsage) {
        this.completion = completion;
        this.withUsage = withUsage;
    }

    /**
     * @param completion with one choice
     * @param withUsage whether {@code stream_options.include_usage} was asked for
     */
    static Buffer of(ObjectNode completion, boolean withUsage) {
        return new CompletionChunks(completion, withUsage).written();
    }

    private Buffer written() {
        JsonNode choice = completion.path("choices").path(0);
        JsonNode message = choice.path("message");
        ObjectNode speaks = object().put("role", "assistant").put("content", "").putNull("refusal");
        add(chunk(speaks, null));
        SAID.stream()
                .filter(said -> !message.path(said).asText("").isEmpty())
                .forEach(said -> add(chunk(object().set(said, message.get(said)), null)));
        ObjectNode end = chunk(object(), choice.path("finish_reason").asText());
        end.set("sheaf", completion.get("sheaf"));
        add(end);
        if (withUsage) {
            add(usage());
        }
        return events.appendString("data: [DONE]\n\n");
    }

    private ObjectNode chunk(JsonNode delta, @Nullable String finish) {
        ObjectNode chunk = frame();
        chunk.putArray("choices")
                .addObject()
                .put("index", 0)
                .<ObjectNode>set("delta", delta)
                .putNull("logprobs")
                .put("finish_reason", finish);
        return withUsage ? chunk.putNull("usage") : chunk;
    }

    private ObjectNode usage() {
        ObjectNode chunk = frame();
        chunk.putArray("choices");
        return chunk.set("usage", completion.get("usage"));
    }

    private ObjectNode frame() {
        ObjectNode frame = object().put("object", "chat.completion.chunk");
        FRAME.forEach(member -> frame.set(member, completion.get(member)));
        return frame;
    }

    private void add(ObjectNode chunk) {
        events.appendString("data: ").appendString(chunk.toString()).appendString("\n\n");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
