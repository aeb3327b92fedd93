package dev.sheaf.simulator;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the answers of a reply are written down; a slot may stand there twice. */
sealed interface AnswerForm {
    String write(List<SlotAnswer> answers);

    /** Whether the text is JSON. */
    boolean json();

    /** Whether each answer says whose it is. */
    default boolean numbered() {
        return true;
    }

    /**
     * One answer a line, under the prompt's own kind of number.
     *
     * @param echoEnd what the instructions put between an echo and its label
     */
    record Lines(Marker marker, String echoEnd) implements AnswerForm {
        @Override
        public String write(List<SlotAnswer> answers) {
            return answers.stream()
                    .map(answer -> marker.before(answer.slot(), words(answer, echoEnd)))
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public boolean json() {
            return false;
        }
    }

    /** The bare answer to a single text. */
    record Bare() implements AnswerForm {
        @Override
        public String write(List<SlotAnswer> answers) {
            return answers.stream().map(AnswerForm::words).collect(Collectors.joining("\n"));
        }

        @Override
        public boolean json() {
            return false;
        }

        @Override
        public boolean numbered() {
            return false;
        }
    }

    /** An object from number to answer. */
    record ByNumber() implements AnswerForm {
        @Override
        public String write(List<SlotAnswer> answers) {
            return answers.stream()
                    .map(answer -> quoted(answer.slot()) + ":" + echoed(answer, "labels", "label"))
                    .collect(Collectors.joining(",", "{", "}"));
        }

        @Override
        public boolean json() {
            return true;
        }
    }

    /**
     * An array of objects that hold their number.
     *
     * @param within the member of the root object that holds it; absent where the array is the root
     * @param id the member that holds the number
     * @param number whether it is written as a number
     * @param order of the members; those left out come after
     * @param beside further members of the root object
     */
    record Rows(@Nullable String within, String id, boolean number, List<String> order, Map<String, Field> beside)
            implements AnswerForm {
        @Override
        public String write(List<SlotAnswer> answers) {
            String rows = answers.stream().map(this::row).collect(Collectors.joining(",", "[", "]"));
            if (within == null) {
                return rows;
            }
            List<String> members = new ArrayList<>(List.of(quoted(within) + ":" + rows));
            beside.forEach((name, field) -> members.add(quoted(name) + ":" + field.fill(ItemText.of(""))));
            return "{" + String.join(",", members) + "}";
        }

        private String row(SlotAnswer answer) {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            JsonNode value = answer.value().isObject() ? answer.value() : echoed(answer, "labels", "label");
            JsonNode members = value.isObject() ? value : row.objectNode().set("label", value);
            for (String name : order) {
                if (name.equals(id) || members.has(name)) {
                    row.set(name, name.equals(id) ? slot(answer) : members.get(name));
                }
            }
            if (!row.has(id)) {
                row.set(id, slot(answer));
            }
            members.fields().forEachRemaining(member -> row.set(member.getKey(), member.getValue()));
            return row.toString();
        }

        private JsonNode slot(SlotAnswer answer) {
            return number && answer.slot().matches("\\d{1,18}")
                    ? JsonNodeFactory.instance.numberNode(Long.parseLong(answer.slot()))
                    : JsonNodeFactory.instance.textNode(answer.slot());
        }

        @Override
        public boolean json() {
            return true;
        }
    }

    /** An array of answers in the items' order, without their numbers. */
    record Column(String within) implements AnswerForm {
        @Override
        public String write(List<SlotAnswer> answers) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            answers.forEach(answer -> all.add(answer.value()));
            return JsonNodeFactory.instance.objectNode().set(within, all).toString();
        }

        @Override
        public boolean json() {
            return true;
        }

        @Override
        public boolean numbered() {
            return false;
        }
    }

    /** One object about the whole text. */
    record Whole() implements AnswerForm {
        @Override
        public String write(List<SlotAnswer> answers) {
            return answers.stream().map(answer -> object(answer).toString()).collect(Collectors.joining("\n"));
        }

        private static JsonNode object(SlotAnswer answer) {
            JsonNode value = answer.value();
            String name = value.isArray() ? "labels" : "label";
            return value.isObject()
                    ? value
                    : JsonNodeFactory.instance.objectNode().set(name, value);
        }

        @Override
        public boolean json() {
            return true;
        }

        @Override
        public boolean numbered() {
            return false;
        }
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static String words(SlotAnswer answer) {
        return words(answer, "|");
    }

    /** Labels with their echo before them, as the instructions ask for. */
    private static String words(SlotAnswer answer, String echoEnd) {
        JsonNode value = answer.value();
        String words;
        if (value.isArray()) {
            List<String> labels = new ArrayList<>();
            value.forEach(label -> labels.add(label.asText()));
            words = labels.isEmpty() ? "NONE" : String.join(" | ", labels);
        } else {
            words = value.isValueNode() ? value.asText() : value.toString();
        }
        return answer.echo().isEmpty() ? words : answer.echo() + " " + echoEnd + " " + words;
    }

    private static JsonNode echoed(SlotAnswer answer, String many, String one) {
        if (answer.echo().isEmpty()) {
            return answer.value();
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("echo", answer.echo());
        if (answer.value().isObject()) {
            object.setAll((ObjectNode) answer.value());
        } else {
            object.set(answer.value().isArray() ? many : one, answer.value());
        }
        return object;
    }
}
