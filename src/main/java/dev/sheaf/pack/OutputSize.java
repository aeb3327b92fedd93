package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.task.AnswerFormat;
import dev.sheaf.task.AnswerShape;
import dev.sheaf.task.TaskDefinition;

/** How many output tokens one item's answer is expected to take, on the generous side. */
final class OutputSize {
    /** A slot's number with its brackets and line break. */
    private static final int LINE = 6;
    /** The same as JSON: {@code {"slot":417,"label":""},}. */
    private static final int ENTRY = 14;

    static final int ECHO = 8;
    private static final int REASONING = 400;
    private static final int TEXT_FIELD = 24;
    private static final int DEEPEST = 12;

    private final TokenCounter tokens;

    OutputSize(TokenCounter tokens) {
        this.tokens = tokens;
    }

    int perItem(TaskDefinition definition) {
        int form = definition.format() == AnswerFormat.LINES ? LINE : ENTRY;
        int echo = definition.packing().echo() ? ECHO : 0;
        int reasoning = definition.reasoning() ? REASONING : 0;
        return form + echo + reasoning + definition.shape().fold(this::labels, fields -> value(fields.schema(), 0));
    }

    private int labels(AnswerShape.Labels labels) {
        int longest = labels.names().stream().mapToInt(tokens::count).max().orElse(1);
        return labels.multiple() ? Math.min(3, labels.labels().size()) * (longest + 2) : longest;
    }

    private int value(JsonNode schema, int depth) {
        if (depth > DEEPEST) {
            return TEXT_FIELD;
        }
        if (schema.has("enum")) {
            return longest(schema.get("enum"));
        }
        if (schema.has("properties")) {
            return members(schema.get("properties"), depth);
        }
        if (schema.has("items")) {
            return Math.min(3, schema.path("maxItems").asInt(3)) * (value(schema.get("items"), depth + 1) + 1);
        }
        return scalar(schema);
    }

    private int members(JsonNode properties, int depth) {
        int sum = 2;
        for (var property : properties.properties()) {
            sum += tokens.count(property.getKey()) + 4 + value(property.getValue(), depth + 1);
        }
        return sum;
    }

    private static int scalar(JsonNode schema) {
        String type = schema.path("type").isArray()
                ? schema.get("type").path(0).asText()
                : schema.path("type").asText();
        return switch (type) {
            case "integer", "number", "boolean", "null" -> 4;
            default -> Math.min(TEXT_FIELD, 1 + schema.path("maxLength").asInt(TEXT_FIELD * 3) / 3);
        };
    }

    private int longest(JsonNode values) {
        int longest = 1;
        for (JsonNode value : values) {
            longest = Math.max(longest, tokens.count(value.asText()));
        }
        return longest;
    }
}
