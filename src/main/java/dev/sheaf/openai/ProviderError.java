package dev.sheaf.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says was wrong, in whichever of the common shapes it says so.
 *
 * @param code {@code error.code}, a word or a number
 * @param type {@code error.type}
 * @param param the member of the request that it names
 */
record ProviderError(
        @Nullable String code,
        @Nullable String type,
        @Nullable String param,
        @Nullable String message) {

    /** Reads the body of a bad reply; absent where it is not JSON, so that it is not the provider who speaks. */
    static @Nullable ProviderError read(ObjectMapper json, String body) {
        try {
            JsonNode root = json.readTree(body);
            // one server wraps its error in a list
            return root.isContainerNode() ? of(root.isArray() ? root.path(0) : root) : null;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    /** {@code {"error":{…}}}, {@code {"error":"…"}}, or the members at the top. */
    static ProviderError of(JsonNode root) {
        JsonNode error = root.path("error");
        if (error.isTextual()) {
            return new ProviderError(word(root.path("code")), null, null, error.textValue());
        }
        JsonNode said = error.isObject() ? error : root;
        JsonNode inner = said.path("innererror").path("code");
        String code = inner.isTextual() ? inner.textValue() : word(said.path("code"));
        String message = word(said.path("message"));
        return new ProviderError(
                code,
                word(said.path("type")),
                word(said.path("param")),
                message == null ? word(said.path("detail")) : message);
    }

    boolean isOneOf(Set<String> words) {
        return (code != null && words.contains(code)) || (type != null && words.contains(type));
    }

    /** Whether it is this model that is wrong: by the parameter, or, from servers that name none, by the message. */
    boolean isAbout(String model) {
        Pattern whole = Pattern.compile("(?<![\\w.-])" + Pattern.quote(model) + "(?![\\w-])");
        return "model".equals(param)
                || (message != null && whole.matcher(message).find());
    }

    boolean mentions(String words) {
        return message != null && message.contains(words);
    }

    private static @Nullable String word(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isContainerNode() ? null : node.asText();
    }
}
