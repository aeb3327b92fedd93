package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The schema as the user wrote it: what an answer is held to. Reads draft 2020-12 and fetches nothing.
 * All of it is loaded at once, so that any number of threads can share it. */
final class UserSchema {
    private static final Pattern INDEX = Pattern.compile("/(\\d+)(?=/|$)");

    private final ObjectNode node;
    private final Schema schema;

    private UserSchema(ObjectNode node) {
        this.node = node;
        this.schema = registry().getSchema(node);
    }

    static UserSchema of(ObjectNode node) {
        return new UserSchema(node);
    }

    /** Whether a schema without faults can be held against values: the specification allows what no reader can follow. */
    static boolean isReadable(ObjectNode node) {
        try {
            of(node);
            return true;
        } catch (SchemaException | StackOverflowError e) {
            return false;
        }
    }

    /** What the specification's own schema finds wrong with a schema, one fault a place, by path. */
    static Map<String, String> faults(ObjectNode node) {
        Schema meta = registry().getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        Map<String, String> faults = new TreeMap<>();
        for (Error error : meta.validate(node)) {
            String pointer = error.getInstanceLocation().toString();
            String path = INDEX.matcher(pointer).replaceAll("[$1]").replace('/', '.');
            faults.putIfAbsent("schema" + path, error.getMessage());
        }
        return faults;
    }

    /** Whether a value fits; one that is too deep to be checked does not. */
    boolean accepts(JsonNode value) {
        try {
            return schema.validate(value).isEmpty();
        } catch (RuntimeException | StackOverflowError e) {
            return false;
        }
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

    /** The branch that knows all the members, with their fixed values, is the one that was meant. */
    private JsonNode restoredChoice(JsonNode value, JsonNode branches) {
        for (JsonNode branch : branches) {
            JsonNode properties = resolved(branch).path("properties");
            boolean meant = value.properties().stream()
                    .allMatch(member -> allows(properties.path(member.getKey()), member.getValue()));
            if (value.isObject() && meant) {
                return restored(value, branch);
            }
        }
        return value;
    }

    private boolean allows(JsonNode property, JsonNode value) {
        JsonNode schema = resolved(property);
        boolean otherConst = schema.has("const") && !schema.get("const").equals(value);
        boolean otherEnum = schema.has("enum") && !anyOf(schema.get("enum"), value::equals);
        return !schema.isMissingNode() && (value.isNull() || !(otherConst || otherEnum));
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
        var config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .regularExpressionFactory(BoundedPattern::new)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
    }
}
