package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sheaf.task.Item;
import dev.sheaf.task.SoundText;
import dev.sheaf.task.Violation;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a conversation asks of a task: the text of its last user message, parts of it on lines of their own. Whatever else
 * was said does not count; the instructions are the task's.
 */
final class TaskItem {
    private TaskItem() {}

    /**
     * @param path where the conversation stands in the request
     * @throws ApiError where there is no such text, or where something in the conversation is no text
     */
    static Item read(ArrayNode conversation, String path) {
        Optional<String> last = Optional.empty();
        for (int i = 0; i < conversation.size(); i++) {
            Optional<String> text = userText(conversation.get(i), path + "[" + i + "]");
            last = text.isPresent() ? text : last;
        }
        String text = last.orElseThrow(() -> ApiError.invalid(
                "A task answers the last message with the role 'user'; there is none.", path, "missing_user_message"));
        if (text.isBlank()) {
            throw ApiError.invalid("The last message with the role 'user' has no text.", path, "empty_user_message");
        }
        return new Item("", text);
    }

    private static Optional<String> userText(JsonNode message, String path) {
        if (!message.isObject()) {
            throw ApiError.wrongType(path, "an object", message);
        }
        JsonNode role = message.path("role");
        if (role.isMissingNode()) {
            throw ApiError.missing(path + ".role");
        }
        String text = text(message.path("content"), path + ".content");
        return role.asText().equals("user") ? Optional.of(sound(message, text, path)) : Optional.empty();
    }

    private static String text(JsonNode content, String path) {
        if (content.isTextual() || content.isNull() || content.isMissingNode()) {
            return content.asText("");
        }
        if (!content.isArray()) {
            throw ApiError.wrongType(path, "a string or an array of parts", content);
        }
        var parts = new StringJoiner("\n");
        for (int i = 0; i < content.size(); i++) {
            part(content.get(i), path + "[" + i + "]").ifPresent(parts::add);
        }
        return parts.toString();
    }

    private static Optional<String> part(JsonNode part, String path) {
        return switch (part.path("type").asText()) {
            case "text" -> Optional.of(words(part.path("text"), path + ".text"));
            case "refusal" -> Optional.empty();
            default ->
                throw ApiError.invalid(
                        "A task reads texts only: no images, no audio, no files.", path, ApiError.UNSUPPORTED_VALUE);
        };
    }

    private static String words(JsonNode text, String path) {
        if (text.isMissingNode()) {
            throw ApiError.missing(path);
        }
        if (!text.isTextual()) {
            throw ApiError.wrongType(path, "a string", text);
        }
        return text.textValue();
    }

    private static String sound(JsonNode message, String text, String path) {
        Optional<Violation> flaw =
                SoundText.violations(message.path("content")).stream().findFirst();
        if (flaw.isPresent()) {
            throw ApiError.invalid("The text " + flaw.get().message() + ".", path + ".content", "invalid_string");
        }
        return text;
    }
}
