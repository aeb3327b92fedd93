package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the provider refuses in a schema with {@code strict: true}. */
final class StrictSchema {
    private static final int DEEPEST = 10;
    private static final int PROPERTIES = 5_000;
    private static final int VALUES = 1_000;
    private static final Set<String> KNOWN = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "const",
            "anyOf",
            "$ref",
            "$defs",
            "definitions",
            "description",
            "title",
            "pattern",
            "format",
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "minItems",
            "maxItems",
            "$schema",
            "$id");
    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "object", "array", "null");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");

    private final JsonNode root;
    private int properties;
    private int values;

    private StrictSchema(JsonNode root) {
        this.root = root;
    }

    /** What is wrong, in the provider's words; absent where the schema is accepted. */
    static @Nullable String fault(JsonNode root) {
        String type = root.path("type").asText("None");
        if (!type.equals("object")) {
            return "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"" + type + "\"'.";
        }
        return root.has("anyOf")
                ? "schema must not have 'anyOf' at the top level."
                : new StrictSchema(root).fault(root, List.of(), 0);
    }

    private @Nullable String fault(JsonNode schema, List<String> path, int depth) {
        if (!schema.isObject()) {
            return in(path, "schema must be an object.");
        }
        if (depth > DEEPEST) {
            return in(path, "schema exceeds the nesting limit of " + DEEPEST + " levels.");
        }
        String own = ownFault(schema, path);
        return own != null ? own : partFault(schema, path, depth);
    }

    private @Nullable String ownFault(JsonNode schema, List<String> path) {
        for (var names = schema.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KNOWN.contains(name)) {
                return in(path, "'" + name + "' is not permitted.");
            }
        }
        if (schema.has("$ref")) {
            return referenceFault(schema.get("$ref").asText(), path);
        }
        if (schema.has("enum") && (values += schema.get("enum").size()) > VALUES) {
            return "schema has too many enum values; at most " + VALUES + " are allowed.";
        }
        boolean typed = schema.has("type") || schema.has("anyOf");
        return typed ? typeFault(schema, path) : in(path, "schema must have a 'type' key.");
    }

    private @Nullable String referenceFault(String reference, List<String> path) {
        boolean found = reference.equals("#")
                || reference.startsWith("#/")
                        && !root.at(reference.substring(1)).isMissingNode();
        return found ? null : in(path, "reference '" + reference + "' can't be resolved.");
    }

    private static @Nullable String typeFault(JsonNode schema, List<String> path) {
        for (String type : types(schema)) {
            if (!TYPES.contains(type)) {
                return in(path, "'" + type + "' is not valid under any of the given schemas.");
            }
        }
        if (types(schema).contains("object")) {
            return objectFault(schema, path);
        }
        if (types(schema).contains("array") && !schema.has("items")) {
            return in(path, "array schema missing items.");
        }
        String format = schema.path("format").asText("date");
        return FORMATS.contains(format) ? null : in(path, "'" + format + "' is not a valid format.");
    }

    private static List<String> types(JsonNode schema) {
        List<String> types = new ArrayList<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(one -> types.add(one.asText()));
        } else if (!type.isMissingNode()) {
            types.add(type.asText());
        }
        return types;
    }

    private static @Nullable String objectFault(JsonNode schema, List<String> path) {
        JsonNode further = schema.path("additionalProperties");
        if (!further.isBoolean() || further.asBoolean()) {
            return in(path, "'additionalProperties' is required to be supplied and to be false.");
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (var names = schema.path("properties").fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!required.remove(name)) {
                return in(
                        path,
                        "'required' is required to be supplied and to be an array including every key in properties."
                                + " Missing '" + name + "'.");
            }
        }
        return required.isEmpty()
                ? null
                : in(path, "'required' names '" + required.iterator().next() + "', which is no property.");
    }

    private @Nullable String partFault(JsonNode schema, List<String> path, int depth) {
        for (String group : List.of("properties", "$defs", "definitions")) {
            for (Map.Entry<String, JsonNode> member : members(schema.path(group))) {
                if (++properties > PROPERTIES) {
                    return "schema has too many properties; at most " + PROPERTIES + " are allowed.";
                }
                String fault = fault(member.getValue(), longer(path, group, member.getKey()), depth + 1);
                if (fault != null) {
                    return fault;
                }
            }
        }
        for (JsonNode branch : schema.path("anyOf")) {
            String fault = fault(branch, longer(path, "anyOf"), depth + 1);
            if (fault != null) {
                return fault;
            }
        }
        return schema.has("items") ? fault(schema.get("items"), longer(path, "items"), depth + 1) : null;
    }

    private static List<Map.Entry<String, JsonNode>> members(JsonNode group) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>();
        group.fields().forEachRemaining(members::add);
        return members;
    }

    private static List<String> longer(List<String> path, String... more) {
        List<String> longer = new ArrayList<>(path);
        longer.addAll(List.of(more));
        return longer;
    }

    private static String in(List<String> path, String what) {
        List<String> quoted = path.stream().map(part -> "'" + part + "'").toList();
        return "In context=(" + String.join(", ", quoted) + "), " + what;
    }
}
