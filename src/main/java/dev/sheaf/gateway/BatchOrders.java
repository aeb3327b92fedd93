package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.Lane;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads orders of batches as strictly as the provider does. */
final class BatchOrders {
    /** In a batch's metadata: how its requests travel. */
    static final String LANE = "sheaf_lane";

    private static final List<String> ENDPOINTS =
            List.of("/v1/chat/completions", "/v1/embeddings", "/v1/moderations", "/v1/responses");
    private static final List<String> LANES =
            Stream.of(Lane.values()).map(Lane::word).toList();
    private static final String EXPIRY = "output_expires_after";
    private static final long LEAST_SECONDS = 3_600;
    private static final long MOST_SECONDS = 2_592_000;

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
        String file = text(body, "", "input_file_id");
        String endpoint = text(body, "", "endpoint");
        Parameters.oneOf(ENDPOINTS, "endpoint", endpoint);
        Parameters.oneOf(List.of(WINDOW), "completion_window", text(body, "", "completion_window"));
        Map<String, String> metadata = metadata(body.path("metadata"));
        return new Batch.Order(file, endpoint, lane(metadata), metadata, expiry(body.path(EXPIRY)));
    }

    private static String text(JsonNode object, String path, String name) {
        JsonNode value = needed(object, path, name);
        if (!value.isTextual()) {
            throw ApiError.wrongType(path + name, "a string", value);
        }
        return value.textValue();
    }

    private static JsonNode needed(JsonNode object, String path, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw ApiError.missing(path + name);
        }
        return value;
    }

    private static Map<String, String> metadata(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return Map.of();
        }
        if (!given.isObject()) {
            throw ApiError.wrongType("metadata", "an object", given);
        }
        int most = MOST_KEYS + (given.has(LANE) ? 1 : 0); // ours is not one of the caller's own
        if (given.size() > most) {
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
        if (length(key) > LONGEST_KEY) {
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
            throw ApiError.wrongType(param, "a string", member.getValue());
        }
        String value = member.getValue().textValue();
        if (length(value) > LONGEST_VALUE) {
            throw ApiError.invalid(
                    "Invalid '" + param + "': longer than " + LONGEST_VALUE + " characters.",
                    param,
                    "string_above_max_length");
        }
        return value;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private Lane lane(Map<String, String> metadata) {
        String word = metadata.getOrDefault(LANE, usual.word());
        Parameters.oneOf(LANES, "metadata." + LANE, word);
        return Lane.of(word).orElseThrow();
    }

    /** How long after their creation the files that it writes are there. */
    private static @Nullable Duration expiry(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isObject()) {
            throw ApiError.wrongType(EXPIRY, "an object", given);
        }
        Parameters.oneOf(List.of("created_at"), EXPIRY + ".anchor", text(given, EXPIRY + ".", "anchor"));
        JsonNode seconds = needed(given, EXPIRY + ".", "seconds");
        if (!seconds.isIntegralNumber()) {
            throw ApiError.wrongType(EXPIRY + ".seconds", "an integer", seconds);
        }
        return Duration.ofSeconds(
                Parameters.within(LEAST_SECONDS, MOST_SECONDS, EXPIRY + ".seconds", seconds.bigIntegerValue()));
    }
}
