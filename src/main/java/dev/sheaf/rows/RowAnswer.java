package dev.sheaf.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What one row gets: an answer of its task's shape, or the reason why it has none. */
public sealed interface RowAnswer permits RowAnswer.Label, RowAnswer.Labels, RowAnswer.Fields, RowAnswer.Voted, Reason {

    /** The member that is added to a JSON row. */
    ObjectNode json();

    /**
     * The cells that are added to a CSV row, one a column.
     *
     * @param guard what texts, as opposed to numbers, go through
     */
    List<String> cells(AnswerColumns columns, UnaryOperator<String> guard);

    default boolean answered() {
        return true;
    }

    /** The last added cell: the reason, where there is one. */
    default String error() {
        return "";
    }

    /** How many of how many votes it had, where its task votes. */
    default String votes() {
        return "";
    }

    /** One answer of the service's reply. */
    static RowAnswer of(JsonNode answer) {
        JsonNode votes = answer.path("votes");
        return votes.isObject() && !answer.has("error")
                ? new Voted(
                        plain(answer),
                        votes.path("agreed").asInt(),
                        votes.path("asked").asInt())
                : plain(answer);
    }

    private static RowAnswer plain(JsonNode answer) {
        if (answer.has("error")) {
            JsonNode error = answer.path("error");
            return new Reason(
                    error.path("code").asText("unknown"), error.path("message").asText(""));
        }
        if (answer.path("fields") instanceof ObjectNode fields) {
            return new Fields(fields);
        }
        if (answer.path("labels").isArray()) {
            List<String> labels = new ArrayList<>();
            answer.path("labels").forEach(label -> labels.add(label.asText()));
            return new Labels(labels);
        }
        return answer.has("label")
                ? new Label(answer.path("label").textValue())
                : new Reason("unreadable_answer", "The service's reply holds no answer for this row.");
    }

    /**
     * One that a vote was held on.
     *
     * @param agreed how often it was given
     * @param asked how often the row was answered
     */
    record Voted(RowAnswer answer, int agreed, int asked) implements RowAnswer {
        @Override
        public ObjectNode json() {
            ObjectNode json = answer.json();
            json.putObject("votes").put("agreed", agreed).put("asked", asked);
            return json;
        }

        @Override
        public List<String> cells(AnswerColumns columns, UnaryOperator<String> guard) {
            return answer.cells(columns, guard);
        }

        @Override
        public boolean answered() {
            return answer.answered();
        }

        @Override
        public String error() {
            return answer.error();
        }

        @Override
        public String votes() {
            return agreed + "/" + asked;
        }
    }

    /** @param label absent where none of the task's labels fits, and the task allows that */
    record Label(@Nullable String label) implements RowAnswer {
        @Override
        public ObjectNode json() {
            return Json.object().put("label", label);
        }

        @Override
        public List<String> cells(AnswerColumns columns, UnaryOperator<String> guard) {
            return List.of(label == null ? "" : guard.apply(label));
        }
    }

    /** Any number of the task's labels. */
    record Labels(List<String> labels) implements RowAnswer {
        public Labels {
            labels = List.copyOf(labels);
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = Json.object();
            labels.forEach(json.putArray("labels")::add);
            return json;
        }

        @Override
        public List<String> cells(AnswerColumns columns, UnaryOperator<String> guard) {
            return List.of(guard.apply(String.join(" | ", labels)));
        }
    }

    /** Fields as the task's schema says. */
    record Fields(ObjectNode fields) implements RowAnswer {
        @Override
        public ObjectNode json() {
            return Json.object().set("fields", fields);
        }

        @Override
        public List<String> cells(AnswerColumns columns, UnaryOperator<String> guard) {
            if (columns.whole()) {
                return List.of(Json.compact(fields));
            }
            return columns.names().stream()
                    .map(name -> cell(fields.path(name), guard))
                    .toList();
        }

        private static String cell(JsonNode value, UnaryOperator<String> guard) {
            return value.isTextual() ? guard.apply(value.textValue()) : Json.text(value);
        }
    }
}
