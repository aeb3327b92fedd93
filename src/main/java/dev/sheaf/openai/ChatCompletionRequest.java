package dev.sheaf.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ReplyForm;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /chat/completions}. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatCompletionRequest(
        String model,
        List<Message> messages,
        @JsonProperty("response_format") @Nullable Format format,
        @Nullable List<Tool> tools,
        @JsonProperty("tool_choice") @Nullable Tool choice,
        @JsonProperty("parallel_tool_calls") @Nullable Boolean parallel,
        @JsonAnyGetter @JsonInclude Map<String, JsonNode> further) {
    private static final String FUNCTION = "function";
    // a streamed reply could not be read
    private static final Set<String> NEVER = Set.of("stream", "stream_options");

    @RegisterForReflection
    record Message(String role, String content) {}

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Format(
            String type,
            @JsonProperty("json_schema") @Nullable Schema schema) {}

    @RegisterForReflection
    record Schema(String name, boolean strict, ObjectNode schema) {}

    @RegisterForReflection
    record Tool(String type, Function function) {}

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Function(
            String name,
            @Nullable String description,
            @Nullable ObjectNode parameters) {}

    /** The request as it goes out; a parameter that the request sets itself is not taken over. */
    static ChatCompletionRequest of(ChatRequest request) {
        List<Message> messages = request.messages().stream()
                .map(message -> new Message(message.role(), wellFormed(message.content())))
                .toList();
        Blank blank = new Blank(request.model(), messages, request.parameters());
        if (request.form() instanceof ReplyForm.Tool tool) {
            return blank.calling(tool);
        }
        if (request.form() instanceof ReplyForm.JsonSchema schema) {
            return blank.in(new Format("json_schema", new Schema(schema.name(), true, schema.schema())));
        }
        return blank.in(request.form() instanceof ReplyForm.JsonObject ? new Format("json_object", null) : null);
    }

    private record Blank(String model, List<Message> messages, Map<String, JsonNode> parameters) {

        ChatCompletionRequest in(@Nullable Format format) {
            Set<String> own = format == null ? Set.of() : Set.of("response_format");
            return new ChatCompletionRequest(model, messages, format, null, null, null, without(own));
        }

        ChatCompletionRequest calling(ReplyForm.Tool tool) {
            Tool offered = new Tool(FUNCTION, new Function(tool.name(), tool.description(), tool.parameters()));
            Tool chosen = new Tool(FUNCTION, new Function(tool.name(), null, null));
            Set<String> own = Set.of("tools", "tool_choice", "parallel_tool_calls");
            return new ChatCompletionRequest(model, messages, null, List.of(offered), chosen, false, without(own));
        }

        private Map<String, JsonNode> without(Set<String> own) {
            // in one order, so that the same request is the same text, today and elsewhere
            Map<String, JsonNode> further = new TreeMap<>(parameters);
            further.keySet().removeAll(own);
            further.keySet().removeAll(NEVER);
            further.keySet().removeAll(Set.of("model", "messages"));
            return further;
        }
    }

    // half a surrogate pair is no text: a provider refuses the whole pack for one item that has it
    private static String wellFormed(String text) {
        int[] points = null;
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                points = text.codePoints()
                        .map(point ->
                                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                        .toArray();
                break;
            }
        }
        return points == null ? text : new String(points, 0, points.length);
    }
}
