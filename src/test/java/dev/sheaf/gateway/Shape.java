package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an object has to look like by the provider's documentation: a member a line, its path and the types it may have, as
 * in {@code choices[].message.content string|null}. A type in single quotes is that very string. A question mark behind the path
 * says that the member may be absent. An object whose members are not written down may hold any.
 */
final class Shape {
    private record Member(List<String> types, boolean optional) {}

    private final Map<String, Map<String, Member>> members = new LinkedHashMap<>();

    static Shape of(String lines) {
        var shape = new Shape();
        lines.lines().filter(line -> !line.isBlank()).forEach(shape::add);
        return shape;
    }

    private void add(String line) {
        String[] parts = line.strip().split(" +", 2);
        boolean optional = parts[0].endsWith("?");
        String path = optional ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
        int dot = path.lastIndexOf('.');
        members.computeIfAbsent(dot < 0 ? "" : path.substring(0, dot), parent -> new LinkedHashMap<>())
                .put(path.substring(dot + 1), new Member(List.of(parts[1].split("\\|")), optional));
    }

    /** Everything in which the object differs from what is documented. */
    List<String> misfits(JsonNode object) {
        var misfits = new ArrayList<String>();
        checkObject("", object, misfits);
        return misfits;
    }

    private void checkObject(String path, JsonNode object, List<String> misfits) {
        Map<String, Member> documented = members.get(path);
        if (documented == null) {
            return;
        }
        documented.forEach((name, member) -> {
            if (!member.optional && !object.has(name)) {
                misfits.add(child(path, name) + " is missing");
            }
        });
        object.properties().forEach(entry -> {
            Member member = documented.get(entry.getKey());
            if (member == null) {
                misfits.add(child(path, entry.getKey()) + " is not documented");
            } else {
                check(child(path, entry.getKey()), member.types, entry.getValue(), misfits);
            }
        });
    }

    private void check(String path, List<String> types, JsonNode value, List<String> misfits) {
        if (!types.contains(type(value)) && !types.contains("'" + value.asText() + "'")) {
            misfits.add(path + " is " + value);
        }
        if (value.isObject()) {
            checkObject(path, value, misfits);
        }
        for (JsonNode element : value.isArray() ? value : List.<JsonNode>of()) {
            checkObject(path + "[]", element, misfits);
        }
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }
}
