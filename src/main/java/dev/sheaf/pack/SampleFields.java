package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.stream.StreamSupport;

/** An answer by a schema, for its length and not for what it says. */
final class SampleFields {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 12;
    /** Of a token's characters, as they usually are. */
    private static final int CHARACTERS = 3;
    /** Elements of a list that nothing bounds, where it is long. */
    private static final int ELEMENTS = 3;

    private final JsonNode root;
    private final Length length;

    private SampleFields(JsonNode root, Length length) {
        this.root = root;
        this.length = length;
    }

    /** How long it is. @param words of a text that nothing bounds */
    enum Length {
        SHORTEST(1),
        USUAL(3),
        LONGEST(24);

        private final int words;

        Length(int words) {
            this.words = words;
        }
    }

    static ObjectNode of(JsonNode schema, Length length) {
        return new SampleFields(schema, length).value(schema, 0) instanceof ObjectNode object
                ? object
                : JSON.objectNode();
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (depth > DEEPEST) {
            return JSON.nullNode();
        }
        if (schema.has("$ref")) {
            return value(meant(schema.path("$ref").asText()), depth + 1);
        }
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.has("enum")) {
            return choice(schema.path("enum"));
        }
        if (schema.has("anyOf")) {
            return value(something(schema.path("anyOf")), depth + 1);
        }
        return schema.has("properties")
                ? members(schema, depth)
                : schema.has("items") ? list(schema, depth) : leaf(schema);
    }

    private JsonNode meant(String pointer) {
        return pointer.startsWith("#/") ? root.at(pointer.substring(1)) : JSON.objectNode();
    }

    private JsonNode choice(JsonNode values) {
        Comparator<JsonNode> byLength =
                Comparator.comparingInt(value -> value.asText().length());
        var all = StreamSupport.stream(values.spliterator(), false)
                .sorted(byLength)
                .toList();
        int last = all.size() - 1;
        return all.get(
                switch (length) {
                    case SHORTEST -> 0;
                    case USUAL -> last / 2;
                    case LONGEST -> last;
                });
    }

    /** Of several ways one that is not nothing, unless it is to be short. */
    private JsonNode something(JsonNode ways) {
        JsonNode found = ways.path(0);
        for (JsonNode way : ways) {
            boolean isNothing = way.path("type").asText().equals("null");
            if (isNothing == (length == Length.SHORTEST)) {
                found = way;
            }
        }
        return found;
    }

    private ObjectNode members(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        schema.path("properties")
                .properties()
                .forEach(member -> object.set(member.getKey(), value(member.getValue(), depth + 1)));
        return object;
    }

    private ArrayNode list(JsonNode schema, int depth) {
        int least = schema.path("minItems").asInt(0);
        int most = Math.max(least, schema.path("maxItems").asInt(ELEMENTS));
        int size =
                switch (length) {
                    case SHORTEST -> least;
                    case USUAL -> Math.max(1, least);
                    case LONGEST -> Math.max(least, Math.min(ELEMENTS, most));
                };
        ArrayNode list = JSON.arrayNode();
        for (int i = 0; i < size; i++) {
            list.add(value(schema.path("items"), depth + 1));
        }
        return list;
    }

    private JsonNode leaf(JsonNode schema) {
        JsonNode types = schema.path("type");
        boolean mayBeNull = types.isArray()
                && StreamSupport.stream(types.spliterator(), false)
                        .anyMatch(type -> type.asText().equals("null"));
        if (mayBeNull && length == Length.SHORTEST) {
            return JSON.nullNode();
        }
        String type = types.isArray() ? types.path(0).asText() : types.asText();
        return switch (type) {
            case "integer", "number" -> JSON.numberNode(length == Length.LONGEST ? 1_234_567 : 4);
            case "boolean" -> JSON.booleanNode(false);
            case "null" -> JSON.nullNode();
            default -> text(schema);
        };
    }

    private JsonNode text(JsonNode schema) {
        int bound = Math.max(1, schema.path("maxLength").asInt(Integer.MAX_VALUE) / CHARACTERS);
        return JSON.textNode("word" + " word".repeat(Math.min(bound, length.words) - 1));
    }
}
