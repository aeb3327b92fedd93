package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * What a batch is ordered with.
 *
 * @param metadata an object, or null as it was sent
 * @param outputSeconds how long its output and error file are kept; 0: for ever
 */
record BatchOrder(String inputFile, String endpoint, JsonNode metadata, int outputSeconds) {
    static final String ENDPOINT = "/v1/chat/completions";
    static final String WINDOW = "24h";

    private static final Set<String> MEMBERS =
            Set.of("input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after");

    /** @throws ApiError 400 in the provider's words */
    static BatchOrder read(JsonNode json) {
        if (!json.isObject()) {
            throw ApiError.badJson();
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!MEMBERS.contains(name)) {
                String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
                throw ApiError.invalid(shown, "unknown_parameter", "Unknown parameter: '" + shown + "'.");
            }
        }
        Members body = new Members(json);
        String file = required(body, "input_file_id");
        oneOf(body, "endpoint", ENDPOINT);
        oneOf(body, "completion_window", WINDOW);
        checkMetadata(body.get("metadata"));
        return new BatchOrder(file, ENDPOINT, body.get("metadata"), seconds(body.get("output_expires_after")));
    }

    private static String required(Members body, String name) {
        if (!body.has(name)) {
            throw ApiError.invalid(name, "missing_required_parameter", "Missing required parameter: '" + name + "'.");
        }
        return body.text(name, "");
    }

    private static void oneOf(Members body, String name, String known) {
        if (!required(body, name).equals(known)) {
            String message = "Invalid value for '" + name + "'. Supported values are: '" + known + "'.";
            throw ApiError.invalid(name, "invalid_value", message);
        }
    }

    static void checkMetadata(JsonNode metadata) {
        if (metadata.isMissingNode() || metadata.isNull()) {
            return;
        }
        if (!metadata.isObject() || metadata.size() > 16) {
            throw ApiError.wrongType("metadata", "an object with at most 16 keys", Members.kind(metadata));
        }
        for (Iterator<Map.Entry<String, JsonNode>> entries = metadata.fields(); entries.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = entries.next();
            JsonNode value = entry.getValue();
            if (!value.isTextual()
                    || value.asText().length() > 512
                    || entry.getKey().length() > 64) {
                throw ApiError.wrongType(
                        "metadata", "keys of at most 64 and strings of at most 512 characters", Members.kind(value));
            }
        }
    }

    private static int seconds(JsonNode expiry) {
        if (expiry.isMissingNode() || expiry.isNull()) {
            return 0;
        }
        String anchor = expiry.path("anchor").asText();
        return Upload.expiry(anchor, expiry.path("seconds").asText(), "output_expires_after");
    }
}
