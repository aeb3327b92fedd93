package dev.sheaf.abuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Attacks on every operation of the OpenAPI document: what it describes, with something else here and there. */
final class Described {
    private static final String TASK = "abuse";
    private static final List<String> METHODS = List.of("get", "put", "post", "delete");

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> names;
    private final String job;

    private record Operation(String method, String path, List<JsonNode> parameters, JsonNode content) {}

    /**
     * @param names of things that may be there, and may be taken away
     * @param job that is there, is looked at, and goes on
     */
    Described(Path file, List<String> names, String job) throws IOException {
        this.job = job;
        this.document = new YAMLMapper().readTree(file.toFile());
        this.names = names;
        document.path("paths").properties().forEach(path -> METHODS.stream()
                .filter(path.getValue()::has)
                .forEach(method -> add(method, path.getKey(), path.getValue().path(method))));
    }

    private void add(String method, String path, JsonNode operation) {
        List<JsonNode> parameters = StreamSupport.stream(
                        operation.path("parameters").spliterator(), false)
                .map(this::resolved)
                .toList();
        operations.add(new Operation(
                method.toUpperCase(java.util.Locale.ROOT),
                path,
                parameters,
                resolved(operation.path("requestBody")).path("content")));
    }

    int operations() {
        return operations.size();
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    Attack.Builder attack(int number, Hostile hostile) {
        Operation operation = operations.get(number % operations.size());
        var target = new StringBuilder(operation.path);
        List<String[]> headers = new ArrayList<>();
        String separator = "?";
        for (JsonNode parameter : operation.parameters) {
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "path" -> fill(target, name, operation, hostile);
                case "query" -> {
                    if (parameter.path("required").asBoolean() ? !hostile.seldom() : hostile.below(4) == 0) {
                        target.append(separator)
                                .append(name)
                                .append('=')
                                .append(encoded(word(name, resolved(parameter.path("schema")), hostile), hostile));
                        separator = "&";
                    }
                }
                default -> {
                    if (hostile.below(4) == 0) {
                        headers.add(new String[] {name, hostile.line()});
                    }
                }
            }
        }
        var attack = new Attack.Builder("described", operation.method, target.toString());
        headers.forEach(header -> attack.header(header[0], header[1]));
        if (!operation.content.isEmpty()) {
            body(attack, operation.content, hostile);
        }
        boolean goesOn = operation.method.equals("GET") && operation.path.endsWith("/events");
        return goesOn ? attack.end(Attack.End.PEEK) : attack;
    }

    /** What is there is neither deleted nor changed: others are to be asked of it. */
    private void fill(StringBuilder target, String name, Operation operation, Hostile hostile) {
        String hole = "{" + name + "}";
        int at = target.indexOf(hole);
        boolean harmless = !List.of("PUT", "DELETE").contains(operation.method);
        boolean looks = operation.method.equals("GET") && operation.path.startsWith("/jobs/");
        String known = looks ? job : TASK;
        String there = harmless && hostile.often() ? known : hostile.any(names);
        String word = hostile.often() ? there : encoded(hostile.text(), hostile);
        target.replace(at, at + hole.length(), word.length() > 6_000 ? word.substring(0, 6_000) : word);
    }

    private String word(String name, JsonNode schema, Hostile hostile) {
        if (hostile.below(3) == 0) {
            return hostile.text();
        }
        if (name.equals("task")) {
            return hostile.often() ? TASK : hostile.any(names);
        }
        if (schema.has("enum")) {
            return schema.path("enum")
                    .path(hostile.below(schema.path("enum").size()))
                    .asText();
        }
        return schema.has("examples")
                ? schema.at("/examples/0").asText()
                : schema.path("default").asText("1");
    }

    private static String encoded(String word, Hostile hostile) {
        return hostile.seldom()
                ? word.replaceAll("[\\s\\x00]", "%")
                : URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void body(Attack.Builder attack, JsonNode content, Hostile hostile) {
        List<String> types = new ArrayList<>();
        content.fieldNames().forEachRemaining(types::add);
        String type = hostile.any(types);
        var json = new StringBuilder();
        if (type.endsWith("json") && content.path(type).has("schema")) {
            write(json, resolved(content.path(type).path("schema")), hostile, 0);
        } else {
            json.append(content.path(type).at("/examples").isEmpty() ? hostile.text() : "text\na\n");
        }
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        attack.body(hostile.seldom() ? hostile.line() : type, hostile.below(4) == 0 ? hostile.damaged(bytes) : bytes);
    }

    /** A value of this form, or something else in its place. */
    private void write(StringBuilder json, JsonNode schema, Hostile hostile, int depth) {
        if (depth > 6 || hostile.below(9) == 0) {
            json.append(hostile.value());
        } else if (schema.has("oneOf")) {
            int one = hostile.below(schema.path("oneOf").size());
            write(json, resolved(schema.path("oneOf").path(one)), hostile, depth + 1);
        } else if (schema.has("enum")) {
            json.append(
                    schema.path("enum").path(hostile.below(schema.path("enum").size())));
        } else if (schema.has("properties")) {
            object(json, schema, hostile, depth);
        } else if (schema.has("items")) {
            json.append('[');
            for (int i = hostile.below(4); i > 0; i--) {
                write(json, resolved(schema.path("items")), hostile, depth + 1);
                json.append(i > 1 ? "," : "");
            }
            json.append(']');
        } else {
            json.append(simple(schema, hostile));
        }
    }

    private void object(StringBuilder json, JsonNode schema, Hostile hostile, int depth) {
        String separator = "{";
        for (var property : schema.path("properties").properties()) {
            // sometimes twice
            for (int times = hostile.seldom() ? 2 : hostile.below(2); times > 0; times--) {
                json.append(separator).append('"').append(property.getKey()).append("\":");
                write(json, resolved(property.getValue()), hostile, depth + 1);
                separator = ",";
            }
        }
        if (hostile.seldom()) {
            json.append(separator).append(Hostile.quoted(hostile.text())).append(":1");
            separator = ",";
        }
        json.append(separator.equals("{") ? "{}" : "}");
    }

    private String simple(JsonNode schema, Hostile hostile) {
        String type = schema.path("type").isArray()
                ? schema.at("/type/0").asText()
                : schema.path("type").asText();
        return switch (type) {
            case "integer", "number" -> String.valueOf(hostile.below(30));
            case "boolean" -> String.valueOf(hostile.often());
            case "string" ->
                schema.has("examples")
                        ? schema.at("/examples/0").toString()
                        : Hostile.quoted(hostile.often() ? hostile.any(names) : hostile.text());
            default -> hostile.value();
        };
    }
}
