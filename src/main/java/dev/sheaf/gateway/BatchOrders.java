package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.Lane;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads orders of batches as strictly as the provider does. */
final class BatchOrders {
    /** In a batch's metadata: how its requests travel. */
    static final String LANE = "sheaf_lane";

    static final Set<String> ENDPOINTS =
            Set.of("/v1/chat/completions", "/v1/embeddings", "/v1/responses", "/v1/moderations");

    private static final int MOST_KEYS = 16;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 512;
    private static final String WINDOW = "24h";

    private final Lane usual;

    /** @param usual the lane of batches that name none */
    BatchOrders(Lane usual) {
        this.usual = usual;
    }

    Batch.Order read(ObjectNode body) {
        String file = text(body, "input_file_id");
        String endpoint = text(body, "endpoint");
        if (!ENDPOINTS.contains(endpoint)) {
            throw unknown("endpoint", endpoint, ENDPOINTS);
        }
        String window = text(body, "completion_window");
        if (!window.equals(WINDOW)) {
            throw unknown("completion_window", window, Set.of(WINDOW));
        }
        Map<String, String> metadata = metadata(body.path("metadata"));
        return new Batch.Order(file, endpoint, lane(metadata), metadata, Expiry.read(body, "output_expires_after"));
    }

    private static String text(ObjectNode body, String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw ApiError.missing(name);
        }
        if (!value.isTextual()) {
            throw ApiError.invalid("Invalid type for '" + name + "': expected a string.", name, "invalid_type");
        }
        return value.textValue();
    }

    private static ApiError unknown(String name, String value, Set<String> known) {
        String shown = value.length() > LONGEST_KEY ? value.substring(0, LONGEST_KEY) + "…" : value;
        return ApiError.invalid(
                "Invalid value: '" + shown + "'. Supported values are: '" + String.join("', '", new TreeSet<>(known))
                        + "'.",
                name,
                "invalid_value");
    }

    private static Map<String, String> metadata(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return Map.of();
        }
        if (!given.isObject()) {
            throw ApiError.invalid("Invalid type for 'metadata': expected an object.", "metadata", "invalid_type");
        }
        if (given.size() > MOST_KEYS) {
            throw ApiError.invalid(
                    "Too many properties in 'metadata': at most " + MOST_KEYS + ".",
                    "metadata",
                    "object_above_max_properties");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        given.properties().forEach(member -> metadata.put(key(member.getKey()), value(member)));
        return metadata;
    }

    private static String key(String key) {
        if (key.length() > LONGEST_KEY) {
            throw ApiError.invalid(
                    "A key of 'metadata' is longer than " + LONGEST_KEY + " characters.",
                    "metadata",
                    "string_above_max_length");
        }
        return key;
    }

    private static String value(Map.Entry<String, JsonNode> member) {
        String param = "metadata." + member.getKey();
        if (!member.getValue().isTextual()) {
            throw ApiError.invalid("Invalid type for '" + param + "': expected a string.", param, "invalid_type");
        }
        String value = member.getValue().textValue();
        if (value.length() > LONGEST_VALUE) {
            throw ApiError.invalid(
                    "Invalid '" + param + "': longer than " + LONGEST_VALUE + " characters.",
                    param,
                    "string_above_max_length");
        }
        return value;
    }

    private Lane lane(Map<String, String> metadata) {
        String word = metadata.get(LANE);
        if (word == null) {
            return usual;
        }
        return Lane.of(word).orElseThrow(() -> unknown("metadata." + LANE, word, Set.of("batch", "online", "auto")));
    }

    /** {@code expires_after} and {@code output_expires_after}. */
    static final class Expiry {
        static final long LEAST = 3_600;
        static final long MOST = 2_592_000;

        private Expiry() {}

        static @Nullable Duration read(ObjectNode body, String name) {
            JsonNode given = body.path(name);
            if (given.isMissingNode() || given.isNull()) {
                return null;
            }
            if (!"created_at".equals(given.path("anchor").textValue())) {
                throw ApiError.invalid(
                        "Invalid value for '" + name + ".anchor': it is 'created_at'.",
                        name + ".anchor",
                        "invalid_value");
            }
            return of(given.path("seconds"), name + ".seconds");
        }

        private static Duration of(JsonNode seconds, String param) {
            if (!seconds.isIntegralNumber()) {
                throw ApiError.invalid("Invalid type for '" + param + "': expected an integer.", param, "invalid_type");
            }
            if (!seconds.canConvertToLong() || seconds.longValue() < LEAST || seconds.longValue() > MOST) {
                throw ApiError.invalid(
                        "Invalid '" + param + "': from " + LEAST + " to " + MOST + ".",
                        param,
                        seconds.canConvertToLong() && seconds.longValue() < LEAST
                                ? "integer_below_min_value"
                                : "integer_above_max_value");
            }
            return Duration.ofSeconds(seconds.longValue());
        }
    }
}
