package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds definitions that refer to themselves without a step down into the value: whoever follows them never comes back.
 * A list of lists of lists is fine.
 */
final class SchemaCycles {
    private static final List<String> IN_PLACE =
            List.of("$ref", "anyOf", "oneOf", "allOf", "not", "if", "then", "else");

    private final ObjectNode root;
    private final Set<String> done = new HashSet<>();

    SchemaCycles(ObjectNode root) {
        this.root = root;
    }

    /** The name of such a definition. */
    Optional<String> find() {
        for (Map.Entry<String, JsonNode> definition : root.path("$defs").properties()) {
            if (comesBack("#/$defs/" + escaped(definition.getKey()), new HashSet<>())) {
                return Optional.of(definition.getKey());
            }
        }
        return Optional.empty();
    }

    private boolean comesBack(String reference, Set<String> way) {
        if (done.contains(reference)) {
            return false;
        }
        if (!way.add(reference)) {
            return true;
        }
        var next = new ArrayList<String>();
        collect(root.at(reference.substring(1)), next);
        boolean cycle = next.stream().anyMatch(further -> comesBack(further, way));
        way.remove(reference);
        done.add(reference);
        return cycle;
    }

    private static void collect(JsonNode schema, List<String> references) {
        for (String keyword : IN_PLACE) {
            JsonNode value = schema.path(keyword);
            if (keyword.equals("$ref") && value.isTextual()) {
                references.add(value.textValue());
            } else if (value.isArray()) {
                value.forEach(branch -> collect(branch, references));
            } else if (value.isObject()) {
                collect(value, references);
            }
        }
        schema.path("dependentSchemas").forEach(branch -> collect(branch, references));
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
