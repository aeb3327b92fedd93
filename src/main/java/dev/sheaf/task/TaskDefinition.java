package dev.sheaf.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of every item, complete: whatever the user left out holds its default.
 *
 * @param instructions what the model is told, the same for every pack
 * @param shape labels or fields
 * @param examples items with their right answers, part of the fixed prompt
 * @param inputOrNull how a row of columns becomes one text
 * @param model the provider's model name
 * @param format how the answers are written
 * @param reasoning whether the model thinks in words before it answers; such items are asked alone
 * @param parameters further members of the provider's request body, by their names on the wire
 */
public record TaskDefinition(
        String instructions,
        AnswerShape shape,
        List<Example> examples,
        @Nullable InputTemplate inputOrNull,
        String model,
        AnswerFormat format,
        PackingPolicy packing,
        QualityPolicy quality,
        boolean reasoning,
        Map<String, JsonNode> parameters) {
    public TaskDefinition {
        examples = List.copyOf(examples);
        parameters = new TreeMap<>(parameters);
    }

    /** The template, where an item is a row rather than one text. */
    public Optional<InputTemplate> input() {
        return Optional.ofNullable(inputOrNull);
    }

    public TaskDefinition withFormat(AnswerFormat other) {
        return new TaskDefinition(
                instructions, shape, examples, inputOrNull, model, other, packing, quality, reasoning, parameters);
    }

    public TaskDefinition withPacking(PackingPolicy other) {
        return new TaskDefinition(
                instructions, shape, examples, inputOrNull, model, format, other, quality, reasoning, parameters);
    }
}
