package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a JSON Schema into the field that fills it; a keyword that is not understood is passed over. */
final class FieldCompiler {
    private static final int DEEPEST = 12;
    private static final Field NULL = new Field.Fixed(JsonNodeFactory.instance.nullNode());

    private final JsonNode root;
    private final Map<String, String> descriptions;
    private final int echoWords;
    private final long seed;
    private int left = 2_000;

    /**
     * @param root where references point into
     * @param descriptions of labels, as the prompt's words give them
     */
    FieldCompiler(JsonNode root, Map<String, String> descriptions, int echoWords, long seed) {
        this.root = root;
        this.descriptions = descriptions;
        this.echoWords = echoWords;
        this.seed = seed;
    }

    Field compile(String name, JsonNode schema) {
        return compile(name, schema, 0);
    }

    private Field compile(String name, JsonNode schema, int depth) {
        if (depth > DEEPEST || left-- < 0) {
            return NULL;
        }
        if (schema.has("$ref")) {
            return compile(name, target(schema.get("$ref").asText()), depth + 1);
        }
        JsonNode branches = schema.path("anyOf").isArray() ? schema.get("anyOf") : schema.path("oneOf");
        if (branches.isArray() && !branches.isEmpty()) {
            return branch(name, branches, depth);
        }
        if (schema.has("const")) {
            return new Field.Fixed(schema.get("const"));
        }
        if (schema.path("enum").isArray() && !schema.get("enum").isEmpty()) {
            return choice(schema.get("enum"));
        }
        return typed(name, schema, depth);
    }

    private JsonNode target(String reference) {
        return reference.equals("#")
                ? root
                : reference.startsWith("#/") ? root.at(reference.substring(1)) : root.at("/-");
    }

    private Field branch(String name, JsonNode branches, int depth) {
        JsonNode chosen = null;
        boolean nullable = false;
        for (JsonNode branch : branches) {
            if (branch.path("type").asText().equals("null")) {
                nullable = true;
            } else if (chosen == null) {
                chosen = branch;
            }
        }
        Field value = chosen == null ? NULL : compile(name, chosen, depth + 1);
        return nullable ? new Leaf.OrNull(value) : value;
    }

    private Field choice(JsonNode allowed) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        boolean nullable = false;
        for (JsonNode value : allowed) {
            if (value.isNull()) {
                nullable = true;
            } else {
                values.put(value.isValueNode() ? value.asText() : value.toString(), value);
            }
        }
        if (values.isEmpty()) {
            return NULL;
        }
        Field choice = new Field.Choice(new LabelSet(labels(values), seed), values);
        return nullable ? new Leaf.OrNull(choice) : choice;
    }

    private List<Label> labels(Map<String, JsonNode> values) {
        List<Label> labels = new ArrayList<>();
        values.keySet().forEach(name -> labels.add(new Label(name, descriptions.getOrDefault(name, ""))));
        return labels;
    }

    private Field typed(String name, JsonNode schema, int depth) {
        boolean nullable = false;
        String type = null;
        JsonNode types = schema.path("type");
        for (JsonNode one :
                types.isArray() ? types : JsonNodeFactory.instance.arrayNode().add(types)) {
            if (one.asText().equals("null")) {
                nullable = true;
            } else if (type == null) {
                type = one.asText();
            }
        }
        Field value = ofType(name, type == null && !nullable ? guessed(schema) : type, schema, depth);
        return nullable && value != NULL ? new Leaf.OrNull(value) : value;
    }

    private static String guessed(JsonNode schema) {
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    private Field ofType(String name, @Nullable String type, JsonNode schema, int depth) {
        if (type == null) {
            return NULL;
        }
        return switch (type) {
            case "object" -> object(schema, depth);
            case "array" -> array(name, schema, depth);
            case "integer", "number" -> number(type.equals("integer"), schema);
            case "boolean" ->
                new Leaf.Flag(new LabelSet(
                        List.of(new Label(name, schema.path("description").asText())), seed));
            default -> text(name, schema);
        };
    }

    private Field object(JsonNode schema, int depth) {
        Map<String, Field> members = new LinkedHashMap<>();
        schema.path("properties")
                .fields()
                .forEachRemaining(
                        member -> members.put(member.getKey(), compile(member.getKey(), member.getValue(), depth + 1)));
        return new Field.Record(members);
    }

    private Field array(String name, JsonNode schema, int depth) {
        int least = Math.min(50, Math.max(0, schema.path("minItems").asInt(0)));
        int most = Math.max(0, schema.path("maxItems").asInt(Integer.MAX_VALUE));
        Field element = compile(name, schema.path("items"), depth + 1);
        if (element instanceof Field.Choice choice) {
            return new Field.Several(choice, least == 0, least, most);
        }
        boolean empty = most == 0 || element == NULL && least == 0;
        return empty ? new Field.Fixed(JsonNodeFactory.instance.arrayNode()) : new Field.Many(element, least);
    }

    private static Field number(boolean whole, JsonNode schema) {
        double least = bound(schema, "minimum", "exclusiveMinimum", 1, whole, Double.NEGATIVE_INFINITY);
        double most = bound(schema, "maximum", "exclusiveMaximum", -1, whole, Double.POSITIVE_INFINITY);
        return new Leaf.Number(
                whole, least, most, Math.max(0, schema.path("multipleOf").asDouble(0)));
    }

    private static double bound(JsonNode schema, String name, String open, int inward, boolean whole, double none) {
        if (schema.path(name).isNumber()) {
            return schema.get(name).asDouble();
        }
        return schema.path(open).isNumber() ? schema.get(open).asDouble() + inward * (whole ? 1 : 1e-3) : none;
    }

    private Field text(String name, JsonNode schema) {
        if (name.equals("echo")) {
            return new Field.Echo(echoWords);
        }
        Shape shape = schema.path("pattern").isTextual()
                ? Shape.pattern(schema.get("pattern").asText())
                : Shape.format(schema.path("format").asText());
        int least = Math.min(10_000, Math.max(0, schema.path("minLength").asInt(0)));
        return new Leaf.Text(
                shape, least, Math.max(least, schema.path("maxLength").asInt(200)));
    }
}
