package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a user's schema fit for the provider's strict mode, where every property is required, objects are closed and
 * only some keywords are known: an optional property becomes a required one that may be null, {@code oneOf} becomes
 * {@code anyOf}, and keywords that strict mode does not know are left out, since {@link UserSchema} checks them. Source:
 * the provider's guide to structured outputs.
 */
final class StrictSchema {
    private static final int DEEPEST = 10;
    private static final int MOST_PROPERTIES = 5_000;
    private static final int MOST_ENUM_VALUES = 1_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Copied as they stand. */
    private static final Set<String> KEPT = Set.of(
            "type",
            "enum",
            "const",
            "description",
            "title",
            "$ref",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minItems",
            "maxItems");

    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");

    /** These change what is allowed in ways that strict mode cannot say, even loosely. */
    private static final Set<String> UNSAYABLE = Set.of("allOf", "prefixItems", "patternProperties");

    private int properties;
    private int enumValues;

    /** What cannot be said in strict mode, and where. */
    static final class Unfit extends Exception {
        private final String path;
        private final String why;

        Unfit(String path, String why) {
            super(path + ": " + why);
            this.path = path;
            this.why = why;
        }

        String path() {
            return path;
        }

        String why() {
            return why;
        }
    }

    private StrictSchema() {}

    /** A fit copy. Definitions stay under {@code $defs} of its root. */
    static ObjectNode of(ObjectNode schema) throws Unfit {
        var strict = new StrictSchema();
        ObjectNode copy = strict.fit(schema, "schema", 0);
        ObjectNode definitions = JSON.objectNode();
        for (var definition : schema.path("$defs").properties()) {
            String path = "schema.$defs." + definition.getKey();
            definitions.set(definition.getKey(), strict.fit(definition.getValue(), path, 0));
        }
        if (!definitions.isEmpty()) {
            copy.set("$defs", definitions);
        }
        return copy;
    }

    private ObjectNode fit(JsonNode schema, String path, int depth) throws Unfit {
        refuse(depth > DEEPEST, path, "is nested deeper than " + DEEPEST + " levels");
        refuse(!schema.isObject(), path, "allows anything");
        for (String keyword : UNSAYABLE) {
            refuse(schema.has(keyword), path, keyword + " is not known in strict mode");
        }
        ObjectNode copy = JSON.objectNode();
        for (var keyword : schema.properties()) {
            keep(keyword.getKey(), keyword.getValue(), copy);
        }
        fitObject(schema, copy, path, depth);
        fitArray(schema, copy, path, depth);
        fitChoice(schema, copy, path, depth);
        refuse(
                !copy.has("type") && !copy.has("enum") && !copy.has("const") && !copy.has("anyOf") && !copy.has("$ref"),
                path,
                "allows anything");
        return copy;
    }

    private void keep(String keyword, JsonNode value, ObjectNode copy) throws Unfit {
        if (KEPT.contains(keyword) || (keyword.equals("format") && FORMATS.contains(value.asText()))) {
            copy.set(keyword, value);
        }
        if (keyword.equals("enum")) {
            enumValues += value.size();
            refuse(enumValues > MOST_ENUM_VALUES, "schema", "has more than " + MOST_ENUM_VALUES + " enum values");
        }
    }

    private void fitObject(JsonNode schema, ObjectNode copy, String path, int depth) throws Unfit {
        if (!isType(schema, "object") && !schema.has("properties")) {
            return;
        }
        JsonNode others = schema.path("additionalProperties");
        refuse(others.isObject() || others.asBoolean(false), path, "members of any name are not known in strict mode");
        refuse(schema.path("properties").isEmpty(), path, "an object needs properties in strict mode");
        ObjectNode fitted = copy.putObject("properties");
        ArrayNode required = copy.putArray("required");
        for (var property : schema.get("properties").properties()) {
            String name = property.getKey();
            ObjectNode value = fit(property.getValue(), path + ".properties." + name, depth + 1);
            fitted.set(name, isRequired(schema, name) ? value : nullable(value));
            required.add(name);
            refuse(++properties > MOST_PROPERTIES, path, "has more than " + MOST_PROPERTIES + " properties");
        }
        if (!copy.has("type")) {
            copy.put("type", "object");
        }
        copy.put("additionalProperties", false);
    }

    private void fitArray(JsonNode schema, ObjectNode copy, String path, int depth) throws Unfit {
        if (isType(schema, "array") || schema.has("items")) {
            refuse(!schema.has("items"), path, "an array needs items in strict mode");
            copy.set("items", fit(schema.get("items"), path + ".items", depth + 1));
        }
    }

    private void fitChoice(JsonNode schema, ObjectNode copy, String path, int depth) throws Unfit {
        Optional<String> keyword =
                Set.of("anyOf", "oneOf").stream().filter(schema::has).findFirst();
        if (keyword.isPresent()) {
            refuse(depth == 0 && path.equals("schema"), path, "the root must be one object, not a choice");
            ArrayNode branches = copy.putArray("anyOf");
            int number = 0;
            for (JsonNode branch : schema.get(keyword.get())) {
                branches.add(fit(branch, path + "." + keyword.get() + "[" + number++ + "]", depth));
            }
        }
    }

    private static ObjectNode nullable(ObjectNode schema) {
        if (schema.has("enum") && !schema.has("type")) {
            withNull((ArrayNode) schema.get("enum"), schema, "enum");
            return schema;
        }
        if (schema.path("type").isTextual() && !schema.has("const")) {
            String type = schema.get("type").textValue();
            schema.set("type", JSON.arrayNode().add(type).add("null"));
            if (schema.has("enum")) {
                withNull((ArrayNode) schema.get("enum"), schema, "enum");
            }
            return schema;
        }
        boolean already = schema.path("type").isArray() && contains(schema.get("type"), "null");
        return already ? schema : either(schema);
    }

    private static ObjectNode either(ObjectNode schema) {
        ObjectNode choice = JSON.objectNode();
        ArrayNode branches = choice.putArray("anyOf");
        if (schema.size() == 1 && schema.has("anyOf")) {
            branches.addAll((ArrayNode) schema.get("anyOf"));
        } else {
            branches.add(schema);
        }
        branches.addObject().put("type", "null");
        return choice;
    }

    /** The user's own array stays as it is. */
    private static void withNull(ArrayNode values, ObjectNode schema, String keyword) {
        ArrayNode copy = values.deepCopy();
        boolean there = false;
        for (JsonNode value : copy) {
            there |= value.isNull();
        }
        schema.set(keyword, there ? copy : copy.addNull());
    }

    private static boolean isType(JsonNode schema, String type) {
        JsonNode given = schema.path("type");
        return given.asText().equals(type) || contains(given, type);
    }

    private static boolean isRequired(JsonNode schema, String name) {
        return contains(schema.path("required"), name);
    }

    private static boolean contains(JsonNode array, String text) {
        for (JsonNode element : array) {
            if (element.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static void refuse(boolean condition, String path, String why) throws Unfit {
        if (condition) {
            throw new Unfit(path, why);
        }
    }
}
