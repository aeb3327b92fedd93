package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The schema as the user wrote it: what an answer is held to. Reads draft 2020-12 and fetches nothing. */
final class UserSchema {
    private final ObjectNode node;
    private final Schema schema;

    private UserSchema(ObjectNode node) {
        this.node = node;
        this.schema = registry().getSchema(node);
    }

    static UserSchema of(ObjectNode node) {
        return new UserSchema(node);
    }

    /** What the specification's own schema finds wrong with a schema, as paths with reasons. */
    static List<String> faults(ObjectNode node) {
        Schema meta = registry().getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        return meta.validate(node).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    boolean accepts(JsonNode value) {
        return schema.validate(value).isEmpty();
    }

    boolean hasProperty(String name) {
        return node.path("properties").has(name);
    }

    /**
     * In strict mode an optional property is a required one that may be null. A null that the user's schema does not
     * know stands for "absent", and is taken out again, at every depth.
     */
    ObjectNode withoutFilledInNulls(ObjectNode value) {
        return (ObjectNode) restored(value, node);
    }

    private JsonNode restored(JsonNode value, JsonNode schema) {
        JsonNode target = resolved(schema);
        if (value instanceof ObjectNode object && target.has("properties")) {
            return restoredMembers(object, target);
        }
        if (value.isArray() && target.has("items")) {
            var copy = value.<ArrayNode>deepCopy().removeAll();
            value.forEach(element -> copy.add(restored(element, target.get("items"))));
            return copy;
        }
        return isChoice(target) ? restoredChoice(value, branches(target)) : value;
    }

    /** The branch that knows all the members is the one that was meant. */
    private JsonNode restoredChoice(JsonNode value, JsonNode branches) {
        for (JsonNode branch : branches) {
            JsonNode properties = resolved(branch).path("properties");
            boolean knowsAll = value.properties().stream().allMatch(member -> properties.has(member.getKey()));
            if (value.isObject() && knowsAll) {
                return restored(value, branch);
            }
        }
        return value;
    }

    private ObjectNode restoredMembers(ObjectNode object, JsonNode schema) {
        ObjectNode copy = object.objectNode();
        object.properties().forEach(member -> {
            JsonNode property = schema.path("properties").path(member.getKey());
            boolean filledIn = member.getValue().isNull()
                    && !property.isMissingNode()
                    && !isRequired(schema, member.getKey())
                    && !mayBeNull(property);
            if (!filledIn) {
                copy.set(member.getKey(), restored(member.getValue(), property));
            }
        });
        return copy;
    }

    private boolean mayBeNull(JsonNode part) {
        JsonNode schema = resolved(part);
        if (schema.has("enum") || schema.has("const")) {
            return anyOf(schema.path("enum"), JsonNode::isNull)
                    || schema.path("const").isNull();
        }
        if (schema.has("type")) {
            JsonNode type = schema.get("type");
            return type.asText().equals("null")
                    || anyOf(type, name -> name.asText().equals("null"));
        }
        return !isChoice(schema) || anyOf(branches(schema), this::mayBeNull);
    }

    private static boolean isChoice(JsonNode schema) {
        return schema.has("anyOf") || schema.has("oneOf");
    }

    private static JsonNode branches(JsonNode schema) {
        return schema.has("anyOf") ? schema.get("anyOf") : schema.path("oneOf");
    }

    private static boolean anyOf(JsonNode array, Predicate<JsonNode> condition) {
        return StreamSupport.stream(array.spliterator(), false).anyMatch(condition);
    }

    private JsonNode resolved(JsonNode part) {
        JsonNode target = part;
        for (int steps = 0; target.path("$ref").isTextual() && steps < 16; steps++) {
            target = node.at(target.get("$ref").textValue().substring(1));
        }
        return target;
    }

    private static boolean isRequired(JsonNode schema, String name) {
        return anyOf(schema.path("required"), entry -> entry.asText().equals(name));
    }

    private static SchemaRegistry registry() {
        var config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
    }
}
