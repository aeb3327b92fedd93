package dev.sheaf.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.model.Finish;
import dev.sheaf.model.Reply;
import dev.sheaf.model.ReplyForm;
import dev.sheaf.model.Usage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The body of a good reply. Servers that speak the same wire leave out or vary almost every member. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
record ChatCompletion(
        @Nullable List<@Nullable Choice> choices, @Nullable Tokens usage) {

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Choice(
            @Nullable Message message,
            @JsonProperty("finish_reason") @Nullable String finish) {}

    /** @param content a text, or a list of parts */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Message(
            @Nullable JsonNode content,
            @Nullable String refusal,
            @JsonProperty("tool_calls") @Nullable List<@Nullable ToolCall> calls,
            @JsonProperty("function_call") @Nullable Function olderCall) {
        private static final Message EMPTY = new Message(null, null, null, null);
    }

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ToolCall(@Nullable Function function) {}

    /** @param arguments a JSON text, or the object itself */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Function(@Nullable String name, @Nullable JsonNode arguments) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Tokens(
            @JsonProperty("prompt_tokens") long input,
            @JsonProperty("completion_tokens") long output,
            @JsonProperty("prompt_tokens_details") @Nullable InputDetails inputDetails,

            @JsonProperty("completion_tokens_details") @Nullable
            OutputDetails outputDetails) {

        private Usage usage() {
            long cached = inputDetails == null ? 0 : inputDetails.cached();
            long reasoning = outputDetails == null ? 0 : outputDetails.reasoning();
            return new Usage(input, cached, output, reasoning);
        }
    }

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record InputDetails(@JsonProperty("cached_tokens") long cached) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record OutputDetails(@JsonProperty("reasoning_tokens") long reasoning) {}

    /** The first choice as a reply; without any choice a reply without text. */
    Reply reply(@Nullable String requestId, ReplyForm form) {
        Choice choice = choices == null
                ? null
                : choices.stream().filter(Objects::nonNull).findFirst().orElse(null);
        Message message = choice == null || choice.message() == null ? Message.EMPTY : choice.message();
        return new Reply(
                requestId,
                text(message, form),
                refusal(message),
                finish(choice == null ? null : choice.finish()),
                usage == null ? Usage.NONE : usage.usage());
    }

    // A server without function calls answers the same JSON as content; one that calls without being asked, the
    // reverse.
    private static @Nullable String text(Message message, ReplyForm form) {
        String content = message.content() == null ? null : parts(message.content(), "text");
        String arguments = arguments(message, form);
        boolean called = form instanceof ReplyForm.Tool || content == null || content.isEmpty();
        return called && arguments != null ? arguments : content;
    }

    private static @Nullable String refusal(Message message) {
        if (message.refusal() != null) {
            return message.refusal();
        }
        return message.content() != null && message.content().isArray() ? parts(message.content(), "refusal") : null;
    }

    private static @Nullable String parts(JsonNode content, String member) {
        if (!content.isArray()) {
            return content.isNull() ? null : textOf(content);
        }
        String joined = StreamSupport.stream(content.spliterator(), false)
                .map(part -> part.isTextual() && member.equals("text") ? part : part.path(member))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .collect(Collectors.joining());
        return joined.isEmpty() ? null : joined;
    }

    /** The arguments of the function that was asked for; of several calls all, one after the other. */
    private static @Nullable String arguments(Message message, ReplyForm form) {
        List<Function> functions = functions(message);
        String asked = form instanceof ReplyForm.Tool tool ? tool.name() : null;
        boolean named = functions.stream()
                .anyMatch(function -> function.name() != null && function.name().equals(asked));
        String joined = functions.stream()
                .filter(function -> !named || Objects.equals(function.name(), asked))
                .map(Function::arguments)
                .filter(node -> node != null && !node.isNull())
                .map(ChatCompletion::textOf)
                .collect(Collectors.joining("\n"));
        return joined.isEmpty() ? null : joined;
    }

    private static List<Function> functions(Message message) {
        if (message.calls() == null) {
            return message.olderCall() == null ? List.of() : List.of(message.olderCall());
        }
        return message.calls().stream()
                .filter(Objects::nonNull)
                .map(ToolCall::function)
                .filter(Objects::nonNull)
                .toList();
    }

    private static String textOf(JsonNode node) {
        return node.isTextual() ? node.textValue() : node.toString();
    }

    private static Finish finish(@Nullable String word) {
        return switch (word == null ? "" : word.toLowerCase(Locale.ROOT)) {
            case "stop", "eos", "end_turn" -> Finish.STOP;
            case "length", "max_tokens", "model_length" -> Finish.LENGTH;
            case "tool_calls", "function_call" -> Finish.TOOL_CALLS;
            case "content_filter" -> Finish.CONTENT_FILTER;
            default -> Finish.OTHER;
        };
    }
}
