package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the body of a request for a completion and refuses what the provider refuses. */
final class ChatCallReader {
    private static final Set<String> MEMBERS = Set.of(
            "messages",
            "model",
            "audio",
            "frequency_penalty",
            "function_call",
            "functions",
            "logit_bias",
            "logprobs",
            "max_completion_tokens",
            "max_tokens",
            "metadata",
            "modalities",
            "n",
            "parallel_tool_calls",
            "prediction",
            "presence_penalty",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning_effort",
            "response_format",
            "safety_identifier",
            "seed",
            "service_tier",
            "stop",
            "store",
            "stream",
            "stream_options",
            "temperature",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "user",
            "verbosity",
            "web_search_options");
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final Set<String> TIERS = Set.of("auto", "default", "flex", "priority", "scale");
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh");

    private final ObjectMapper json;
    private final ModelCatalog models;

    ChatCallReader(ObjectMapper json, ModelCatalog models) {
        this.json = json;
        this.models = models;
    }

    ChatCall read(byte[] body) {
        JsonNode root = tree(body);
        if (!root.isObject()) {
            throw ApiError.badJson();
        }
        return read(root);
    }

    private JsonNode tree(byte[] body) {
        try {
            JsonNode root = json.readTree(body);
            return root == null ? json.missingNode() : root;
        } catch (IOException e) {
            throw ApiError.badJson();
        }
    }

    /** A body that is JSON already, such as a line of a batch. */
    ChatCall read(JsonNode root) {
        Members body = new Members(root);
        String name = model(body);
        ModelCatalog.Model model = models.find(name).orElseThrow(() -> ModelCatalog.unknown(name));
        refuseUnknown(root);
        List<Turn> turns = turns(body);
        double temperature = temperature(body, name, model);
        checkRest(body);
        return new ChatCall(
                name,
                turns,
                HeldReader.read(body, turns),
                maxTokens(body, name, model),
                temperature,
                body.whole("n", 1, 128, 1),
                body.flag("stream"),
                body.get("stream_options").path("include_usage").asBoolean());
    }

    private static String model(Members body) {
        if (!body.has("model")) {
            throw ApiError.invalid(null, null, "you must provide a model parameter");
        }
        return body.text("model", "");
    }

    private static void refuseUnknown(JsonNode root) {
        for (var names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!MEMBERS.contains(name)) {
                String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
                throw ApiError.invalid(shown, "unknown_parameter", "Unknown parameter: '" + shown + "'.");
            }
        }
    }

    private static List<Turn> turns(Members body) {
        JsonNode messages = body.get("messages");
        if (!body.has("messages")) {
            throw ApiError.invalid("messages", "missing_required_parameter", "Missing required parameter: 'messages'.");
        }
        if (!messages.isArray()) {
            throw ApiError.wrongType("messages", "an array of objects", Members.kind(messages));
        }
        if (messages.isEmpty()) {
            throw ApiError.invalid(
                    "messages",
                    "empty_array",
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array"
                            + " instead.");
        }
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            turns.add(turn(messages.get(i), "messages[" + i + "]"));
        }
        return turns;
    }

    private static Turn turn(JsonNode message, String path) {
        if (!message.isObject()) {
            throw ApiError.wrongType(path, "an object", Members.kind(message));
        }
        JsonNode role = message.path("role");
        if (!role.isTextual() || !ROLES.contains(role.asText())) {
            throw role.isMissingNode()
                    ? ApiError.invalid(
                            path + ".role",
                            "missing_required_parameter",
                            "Missing required parameter: '" + path + ".role'.")
                    : ApiError.invalid(
                            path + ".role",
                            "invalid_value",
                            "Invalid value. Supported values are: " + Members.quoted(ROLES));
        }
        return new Turn(role.asText(), content(message, path, role.asText()));
    }

    private static String content(JsonNode message, String path, String role) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.asText();
        }
        if (content.isArray() && !content.isEmpty()) {
            return parts(content, path);
        }
        if (role.equals("assistant") && (content.isNull() || content.isMissingNode())) {
            return message.path("tool_calls").isMissingNode()
                    ? ""
                    : message.get("tool_calls").toString();
        }
        throw ApiError.invalid(
                path + ".content",
                "invalid_type",
                "Invalid value for 'content': expected a string, got " + Members.kind(content) + ".");
    }

    private static String parts(JsonNode content, String path) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            JsonNode text = content.get(i).path("text");
            if (text.isTextual()) {
                texts.add(text.asText());
            } else if (!content.get(i).path("type").isTextual()
                    || content.get(i).path("type").asText().equals("text")) {
                throw ApiError.invalid(
                        path + ".content[" + i + "]",
                        "invalid_value",
                        "Invalid content part: expected 'type' and 'text'.");
            }
        }
        return String.join("\n", texts);
    }

    private static double temperature(Members body, String name, ModelCatalog.Model model) {
        double temperature = body.number("temperature", 0, 2, 1);
        if (model.reasoning() && temperature != 1) {
            throw ApiError.invalid(
                    "temperature",
                    "unsupported_value",
                    "Unsupported value: 'temperature' does not support " + body.get("temperature") + " with " + name
                            + ". Only the default (1) value is supported.");
        }
        return temperature;
    }

    private static int maxTokens(Members body, String name, ModelCatalog.Model model) {
        if (body.has("max_tokens") && model.reasoning()) {
            throw ApiError.invalid(
                    "max_tokens",
                    "unsupported_parameter",
                    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'"
                            + " instead.");
        }
        if (body.has("max_tokens") && body.has("max_completion_tokens")) {
            throw ApiError.invalid(
                    "max_tokens",
                    "invalid_parameter_combination",
                    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.");
        }
        String named = body.has("max_tokens") ? "max_tokens" : "max_completion_tokens";
        int most = body.whole(named, 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (body.has(named) && most > model.output()) {
            throw ApiError.invalid(
                    named,
                    "invalid_value",
                    named + " is too large: " + most + ". This model supports at most " + model.output()
                            + " completion tokens, whereas you provided " + most + ".");
        }
        return most;
    }

    private static void checkRest(Members body) {
        body.number("top_p", 0, 1, 1);
        body.number("presence_penalty", -2, 2, 0);
        body.number("frequency_penalty", -2, 2, 0);
        body.integral("seed");
        body.oneOf("service_tier", TIERS);
        body.oneOf("reasoning_effort", EFFORTS);
        List.of("store", "logprobs", "parallel_tool_calls").forEach(body::flag);
        List.of("user", "prompt_cache_key", "safety_identifier").forEach(name -> body.text(name, ""));
        if (body.has("stream_options") && !body.flag("stream")) {
            throw ApiError.invalid(
                    "stream_options", null, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        BatchOrder.checkMetadata(body.get("metadata"));
    }
}
