package dev.sheaf.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One line of a request file, read as the provider would. */
final class RequestLine {
    /** The provider names no limit; what an index of a database takes is one. */
    private static final int LONGEST_ID = 512;

    private static final ObjectReader JSON = JsonMapper.builder(new JsonFactoryBuilder()
                    .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // numbers stay as they were written
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .readerFor(JsonNode.class);

    /** What a batch can be for, and the member that its bodies cannot do without. */
    private static final Map<String, String> NEEDED = Map.of(
            "/v1/chat/completions", "messages",
            "/v1/responses", "input",
            "/v1/embeddings", "input",
            "/v1/completions", "prompt",
            "/v1/moderations", "input");

    /** What answers where a body names no model, as documented. */
    private static final Map<String, String> UNNAMED = Map.of("/v1/moderations", "omni-moderation-latest");

    /** Members whose texts a model reads, and those that it reads as JSON. */
    private static final List<String> TEXTS = List.of("messages", "input", "instructions", "prompt");

    private static final List<String> SCHEMAS = List.of("tools", "functions", "response_format", "text");
    private static final List<String> LIMITS = List.of("max_completion_tokens", "max_output_tokens", "max_tokens");
    private static final Set<String> READ = Set.of("content", "text", "name", "arguments", "refusal");

    /** What a chat's form adds, as the provider's own counting guide has it. */
    private static final int A_MESSAGE = 4;

    private static final int A_REQUEST = 3;

    private final Errors errors;

    RequestLine(Errors errors) {
        this.errors = errors;
    }

    /** Takes what is wrong. */
    interface Errors {
        void add(String code, String message, @Nullable String param);
    }

    Optional<JsonNode> read(boolean first, byte[] bytes, int offset, int length) {
        if (first && length > 2 && bytes[offset] == (byte) 0xEF && bytes[offset + 1] == (byte) 0xBB) {
            errors.add("invalid_json_line", "The file begins with a byte order mark, which is no JSON.", null);
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(bytes, offset, length);
            if (node.isObject()) {
                return Optional.of(node);
            }
            errors.add("invalid_json_line", "This line is no JSON object.", null);
        } catch (JsonProcessingException e) {
            errors.add("invalid_json_line", "This line is not parseable as JSON" + place(e) + ".", null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.empty();
    }

    /** The parser's own words could repeat the text. */
    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ": it breaks at column " + e.getLocation().getColumnNr();
    }

    Optional<String> customId(JsonNode request) {
        Optional<String> id = text(request.path("custom_id"), "custom_id");
        id.filter(it -> it.codePointCount(0, it.length()) > LONGEST_ID)
                .ifPresent(it -> errors.add(
                        "string_above_max_length",
                        "The custom_id is longer than " + LONGEST_ID + " characters.",
                        "custom_id"));
        id.filter(it -> !StandardCharsets.UTF_8.newEncoder().canEncode(it))
                .ifPresent(it -> errors.add(
                        "invalid_string",
                        "The custom_id holds half of a surrogate pair, which comes back as something else.",
                        "custom_id"));
        return id;
    }

    void method(JsonNode request) {
        text(request.path("method"), "method")
                .filter(method -> !method.equals("POST"))
                .ifPresent(
                        method -> errors.add("invalid_method", "The method of a batch's requests is POST.", "method"));
    }

    Optional<String> url(JsonNode request) {
        Optional<String> url = text(request.path("url"), "url");
        url.filter(it -> !NEEDED.containsKey(it))
                .ifPresent(it -> errors.add("url_mismatch", "No batch can be for this url.", "url"));
        return url.filter(NEEDED::containsKey);
    }

    Optional<JsonNode> body(JsonNode request) {
        JsonNode body = request.path("body");
        if (body.isMissingNode() || body.isNull()) {
            missing("body");
        } else if (!body.isObject()) {
            errors.add("invalid_type", "The body is no object.", "body");
        }
        return body.isObject() ? Optional.of(body) : Optional.empty();
    }

    /** @param url of the file; absent: unknown */
    Optional<String> model(JsonNode body, @Nullable String url) {
        @Nullable String unnamed = url == null ? null : UNNAMED.get(url);
        if (unnamed != null && !body.hasNonNull("model")) {
            return Optional.of(unnamed);
        }
        return text(body.path("model"), "body.model");
    }

    /** @param url of the file; absent: unknown, so that nothing can be said */
    void needed(JsonNode body, @Nullable String url) {
        String member = url == null ? null : NEEDED.get(url);
        if (member != null
                && (body.path(member).isMissingNode() || body.path(member).isNull())) {
            missing("body." + member);
        } else if (member != null
                && body.path(member).isArray()
                && body.path(member).isEmpty()) {
            errors.add("empty_array", "There is nothing in " + member + ".", "body." + member);
        }
    }

    /** There is nobody to stream to. */
    void notStreamed(JsonNode body) {
        if (body.path("stream").asBoolean()) {
            errors.add("unsupported_value", "Streaming is not supported in a batch.", "body.stream");
        }
    }

    private Optional<String> text(JsonNode node, String param) {
        if (node.isMissingNode()
                || node.isNull()
                || node.isTextual() && node.textValue().isEmpty()) {
            missing(param);
            return Optional.empty();
        }
        if (!node.isTextual()) {
            errors.add("invalid_type", "The member " + param + " is no text.", param);
            return Optional.empty();
        }
        return Optional.of(node.textValue());
    }

    private void missing(String param) {
        errors.add("missing_required_parameter", "Missing required parameter: '" + param + "'.", param);
    }

    void addTokens(JsonNode body, TextTokens tokens) {
        tokens.add(A_REQUEST + (long) A_MESSAGE * body.path("messages").size());
        TEXTS.forEach(member -> addTexts(body.path(member), tokens));
        SCHEMAS.stream()
                .map(body::path)
                .filter(JsonNode::isContainerNode)
                .forEach(schema -> tokens.add(schema.toString()));
    }

    /** Texts as a model reads them; addresses of images, ids and roles are none. */
    private static void addTexts(JsonNode node, TextTokens tokens) {
        if (node.isTextual()) {
            tokens.add(node.textValue());
        } else if (node.isIntegralNumber()) {
            tokens.add(1); // an embedding's input may be tokens
        } else if (node.isArray()) {
            node.forEach(element -> addTexts(element, tokens));
        } else if (node.isObject()) {
            node.properties().stream()
                    .filter(member -> READ.contains(member.getKey()))
                    .forEach(member -> addTexts(member.getValue(), tokens));
        }
    }

    /** What a request's output is held to; absent where it has no limit. */
    static OptionalLong outputLimit(JsonNode body) {
        return LIMITS.stream()
                .map(body::path)
                .filter(JsonNode::isIntegralNumber)
                .mapToLong(JsonNode::longValue)
                .map(limit -> limit * Math.max(1, body.path("n").asLong(1)))
                .findFirst();
    }
}
