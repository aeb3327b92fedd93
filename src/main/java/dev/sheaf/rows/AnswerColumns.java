package dev.sheaf.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns that a task's answers take in a CSV file.
 *
 * @param names in the file's order
 * @param whole whether the one column holds all fields as JSON, since the schema names none
 */
public record AnswerColumns(List<String> names, boolean whole) {
    public AnswerColumns {
        names = List.copyOf(names);
    }

    /** The columns of a task.
     *
     * @param definition the complete definition, as the service gives it */
    public static AnswerColumns of(JsonNode definition) {
        if (definition.path("schema").isObject()) {
            return fields(definition.path("schema").path("properties"));
        }
        boolean multiple = definition.path("multiple").asBoolean();
        return new AnswerColumns(List.of(multiple ? "labels" : "label"), false);
    }

    private static AnswerColumns fields(JsonNode properties) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? new AnswerColumns(List.of("fields"), true) : new AnswerColumns(names, false);
    }

    /** The header of the file that comes out: what clashes with a name before it is prefixed. */
    List<String> header(List<String> callers) {
        List<String> header = new ArrayList<>(callers);
        names.forEach(name -> header.add(free(header, name)));
        header.add(free(header, "error"));
        return List.copyOf(header);
    }

    private static String free(List<String> taken, String name) {
        return taken.contains(name) ? free(taken, "sheaf_" + name) : name;
    }
}
