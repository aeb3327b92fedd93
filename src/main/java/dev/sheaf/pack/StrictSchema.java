package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a user's schema fit for the provider's strict mode, where every property is required, objects are closed and
 * only some keywords are known: an optional property becomes a required one that may be null, {@code oneOf} becomes
 * {@code anyOf}, and keywords that strict mode does not know are left out, since {@link UserSchema} checks them. Source:
 * the provider's guide to structured outputs.
 */
final class StrictSchema {
    /** Ten levels in all, three of which the envelope takes. */
    private static final int DEEPEST = 7;

    private static final int MOST_PROPERTIES = 5_000;
    private static final int MOST_ENUM_VALUES = 1_000;
    /** A single enum with more values than this may not have more than so many characters. */
    private static final int LONG_ENUM = 250;

    private static final int LONG_ENUM_NAMES = 15_000;
    private static final int MOST_NAMES = 120_000;
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
    private int names;

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
        if (schema.has("$ref")) {
            return copy.set("$ref", schema.get("$ref"));
        }
        for (var keyword : schema.properties()) {
            keep(keyword.getKey(), keyword.getValue(), copy, path);
        }
        typed(copy);
        fitObject(schema, copy, path, depth);
        fitArray(schema, copy, path, depth);
        fitChoice(schema, copy, path, depth);
        refuse(!copy.has("type") && !copy.has("anyOf"), path, "allows anything");
        return copy;
    }

    /** Strict mode wants a type beside the values that are allowed. */
    private static void typed(ObjectNode copy) {
        if (copy.has("type") || !(copy.has("enum") || copy.has("const"))) {
            return;
        }
        var types = new TreeSet<String>();
        (copy.has("enum") ? copy.get("enum") : JSON.arrayNode().add(copy.get("const")))
                .forEach(value -> types.add(type(value)));
        if (types.size() == 1) {
            copy.put("type", types.first());
        } else {
            types.forEach(copy.putArray("type")::add);
        }
    }

    private static String type(JsonNode value) {
        return value.isIntegralNumber() ? "integer" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private void keep(String keyword, JsonNode value, ObjectNode copy, String path) throws Unfit {
        if (KEPT.contains(keyword) || (keyword.equals("format") && FORMATS.contains(value.asText()))) {
            copy.set(keyword, value);
        }
        if (keyword.equals("enum")) {
            enumValues += value.size();
            names += length(value);
            refuse(isTooLong(value), path, "has too many long values");
            refuse(enumValues > MOST_ENUM_VALUES, path, "has more than " + MOST_ENUM_VALUES + " enum values");
        }
    }

    /** Whether strict mode refuses an enum for its size. */
    static boolean isTooLong(JsonNode values) {
        return values.size() > LONG_ENUM && length(values) > LONG_ENUM_NAMES;
    }

    private static int length(JsonNode values) {
        int length = 0;
        for (JsonNode value : values) {
            length += value.asText().length();
        }
        return length;
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
            names += name.length();
            refuse(names > MOST_NAMES, path, "names and values have more than " + MOST_NAMES + " characters together");
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
        JsonNode type = schema.path("type");
        boolean already = type.asText().equals("null") || contains(type, "null");
        if (schema.has("const") || !(type.isTextual() || already)) {
            return either(schema);
        }
        if (!already) {
            schema.putArray("type").add(type.textValue()).add("null");
        }
        if (schema.has("enum")) {
            withNull((ArrayNode) schema.get("enum"), schema);
        }
        return schema;
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
    private static void withNull(ArrayNode values, ObjectNode schema) {
        ArrayNode copy = values.deepCopy();
        boolean there = false;
        for (JsonNode value : copy) {
            there |= value.isNull();
        }
        schema.set("enum", there ? copy : copy.addNull());
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
