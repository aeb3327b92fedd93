package dev.sheaf.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns that a task's answers take in a CSV file.
 *
 * @param names in the file's order
 * @param whole whether the one column holds all fields as JSON, since the schema names none
 * @param voted whether a further column says how sure an answer is
 */
public record AnswerColumns(List<String> names, boolean whole, boolean voted) {
    public AnswerColumns {
        names = List.copyOf(names);
    }

    public AnswerColumns(List<String> names, boolean whole) {
        this(names, whole, false);
    }

    /** The columns of a task.
     *
     * @param definition the complete definition, as the service gives it */
    public static AnswerColumns of(JsonNode definition) {
        AnswerColumns columns = definition.path("schema").isObject()
                ? fields(definition.path("schema").path("properties"))
                : new AnswerColumns(List.of(definition.path("multiple").asBoolean() ? "labels" : "label"), false);
        boolean voted = definition.path("quality").path("votes").asInt(1) > 1;
        return new AnswerColumns(columns.names, columns.whole, voted);
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
        if (voted) {
            header.add(free(header, "votes"));
        }
        header.add(free(header, "error"));
        return List.copyOf(header);
    }

    private static String free(List<String> taken, String name) {
        return taken.contains(name) ? free(taken, "sheaf_" + name) : name;
    }
}
