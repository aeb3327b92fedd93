package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Reads members of a request and refuses wrong types in the provider's words. */
final class Members {
    private final JsonNode body;

    Members(JsonNode body) {
        this.body = body;
    }

    boolean has(String name) {
        return body.hasNonNull(name);
    }

    JsonNode get(String name) {
        return body.path(name);
    }

    String text(String name, String otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        if (!get(name).isTextual()) {
            throw ApiError.wrongType(name, "a string", kind(get(name)));
        }
        return get(name).asText();
    }

    boolean flag(String name) {
        if (has(name) && !get(name).isBoolean()) {
            throw ApiError.wrongType(name, "a boolean", kind(get(name)));
        }
        return get(name).asBoolean();
    }

    void integral(String name) {
        if (has(name) && !get(name).isIntegralNumber()) {
            throw ApiError.wrongType(name, "an integer", kind(get(name)));
        }
    }

    int whole(String name, int least, int most, int otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        integral(name);
        double value = get(name).asDouble();
        refuseOutside(name, value, least, most, "integer");
        return (int) value;
    }

    double number(String name, double least, double most, double otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        if (!get(name).isNumber()) {
            throw ApiError.wrongType(name, "a decimal", kind(get(name)));
        }
        double value = get(name).asDouble();
        refuseOutside(name, value, least, most, "decimal");
        return value;
    }

    private static void refuseOutside(String name, double value, double least, double most, String kind) {
        if (value < least || value > most) {
            boolean below = value < least;
            String bound = below ? ">= " + plain(least) : "<= " + plain(most);
            throw ApiError.invalid(
                    name,
                    kind + (below ? "_below_min_value" : "_above_max_value"),
                    "Invalid '" + name + "': " + kind + (below ? " below minimum" : " above maximum")
                            + " value. Expected a value " + bound + ", but got " + plain(value) + " instead.");
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    void oneOf(String name, Set<String> allowed) {
        if (has(name) && !allowed.contains(text(name, ""))) {
            throw ApiError.invalid(
                    name,
                    "invalid_value",
                    "Invalid value for '" + name + "'. Supported values are: " + quoted(allowed));
        }
    }

    static String quoted(Set<String> values) {
        return values.stream()
                        .sorted()
                        .map(value -> "'" + value + "'")
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("") + ".";
    }

    /** A node's kind in the provider's words. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a decimal";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "null";
        };
    }
}
