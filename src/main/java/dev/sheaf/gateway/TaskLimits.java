package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What of chat completions a task cannot do, and says so. Everything that shapes the reply is settled by the task's
 * definition: sampling parameters, limits of length and {@code response_format} are taken and have no effect, so that
 * programs which always send them work.
 */
final class TaskLimits {
    private static final List<String> TOOLS = List.of("tools", "functions");

    private TaskLimits() {}

    /** @throws ApiError where the request asks for something that a task cannot do */
    static void check(ObjectNode json) {
        TOOLS.forEach(tools -> checkTools(tools, json.path(tools)));
        ChatOrder.checkOne(json, "A task has one answer to an item: 'n' must be 1.");
        checkLogprobs(json.path("logprobs"), json.path("top_logprobs"));
        if (json.hasNonNull("audio") || speaks(json.path("modalities"))) {
            throw unsupported(json.hasNonNull("audio") ? "audio" : "modalities", "A task answers in text only.");
        }
        if (json.hasNonNull("web_search_options")) {
            throw unsupported("web_search_options", "A task does not search the web.");
        }
        checkStream(json);
    }

    private static void checkTools(String name, JsonNode tools) {
        if (isGiven(tools) && !tools.isArray()) {
            throw ApiError.wrongType(name, "an array of objects", tools);
        }
        if (!tools.isEmpty()) {
            throw unsupported(name, "A task calls no tools: it answers with its label or its fields.");
        }
    }

    private static void checkLogprobs(JsonNode wanted, JsonNode top) {
        if (isGiven(wanted) && !wanted.isBoolean()) {
            throw ApiError.wrongType("logprobs", "a boolean", wanted);
        }
        if (isGiven(top) && !top.isIntegralNumber()) {
            throw ApiError.wrongType("top_logprobs", "an integer", top);
        }
        if (wanted.booleanValue() || top.bigIntegerValue().signum() != 0) {
            throw unsupported("logprobs", "A task's answer stands in a reply to many items: it has no logprobs.");
        }
    }

    private static boolean isGiven(JsonNode member) {
        return !member.isMissingNode() && !member.isNull();
    }

    private static void checkStream(ObjectNode json) {
        ChatOrder.checkStream(json);
        if (json.hasNonNull("stream_options") && !json.path("stream").booleanValue()) {
            throw ApiError.invalid(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
        }
    }

    private static boolean speaks(JsonNode modalities) {
        if (isGiven(modalities) && !modalities.isArray()) {
            throw ApiError.wrongType("modalities", "an array of strings", modalities);
        }
        for (JsonNode modality : modalities) {
            if (!modality.asText().equals("text")) {
                return true;
            }
        }
        return false;
    }

    private static ApiError unsupported(String param, String message) {
        return ApiError.invalid(message, param, ApiError.UNSUPPORTED_PARAMETER);
    }
}
