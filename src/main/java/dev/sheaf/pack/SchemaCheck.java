package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What no format can make up for: a schema that is none, points elsewhere, or whose root is no object. */
final class SchemaCheck {
    private static final int DEEPEST = 100;
    private static final Set<String> BASES =
            Set.of("$schema", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "definitions");

    private final List<Violation> violations = new ArrayList<>();
    private final ObjectNode root;

    private SchemaCheck(ObjectNode root) {
        this.root = root;
    }

    static List<Violation> violations(ObjectNode schema) {
        var check = new SchemaCheck(schema);
        if (!schema.path("type").asText().equals("object")) {
            check.add("schema", "must be of type object: the fields of one item's answer");
        }
        check.walk("schema", schema, 0);
        if (check.violations.isEmpty()) {
            UserSchema.faults(schema).forEach(check::add);
        }
        if (check.violations.isEmpty()) {
            new SchemaCycles(schema).find().ifPresent(name -> check.add("schema.$defs." + name, "refers to itself"));
        }
        if (check.violations.isEmpty() && !UserSchema.isReadable(schema)) {
            check.add("schema", "cannot be read as a JSON Schema of draft 2020-12");
        }
        return check.violations;
    }

    private void walk(String path, JsonNode node, int depth) {
        if (depth > DEEPEST && node.isContainerNode()) {
            add(path, "is nested too deep");
            return;
        }
        if (node.isObject()) {
            checkReference(path, node.path("$ref"));
            BASES.stream()
                    .filter(node::has)
                    .forEach(name ->
                            add(path + "." + name, "is not taken here; definitions stand under $defs of the root"));
            node.properties()
                    .forEach(member ->
                            walkMember(path + "." + member.getKey(), member.getKey(), member.getValue(), depth));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(path + "[" + i + "]", node.get(i), depth + 1);
            }
        }
    }

    /** Below these stand values or names of the user's own, not keywords. */
    private void walkMember(String path, String name, JsonNode value, int depth) {
        if (Set.of("enum", "const", "default", "examples", "required").contains(name)) {
            return;
        }
        if (Set.of("properties", "$defs", "patternProperties").contains(name) && value.isObject()) {
            value.properties().forEach(member -> walk(path + "." + member.getKey(), member.getValue(), depth + 1));
        } else {
            walk(path, value, depth + 1);
        }
    }

    private void checkReference(String path, JsonNode reference) {
        if (reference.isTextual()) {
            String target = reference.textValue();
            boolean known = target.startsWith("#/$defs/")
                    && root.at(target.substring(1)).isObject();
            if (!known) {
                add(path + ".$ref", "must point to a definition under #/$defs/");
            }
        }
    }

    private void add(String path, String message) {
        violations.add(new Violation(path, message));
    }
}
