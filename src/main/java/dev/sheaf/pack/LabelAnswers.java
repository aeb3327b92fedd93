package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.Answer;
import dev.sheaf.task.AnswerShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers that are labels. */
final class LabelAnswers implements AnswerReader {
    private static final Outcome NOT_A_LABEL = new Outcome.Troubled(Trouble.NOT_A_LABEL);
    private static final Set<String> NAMES = Set.of(Forms.LABEL, Forms.LABELS, "answer", "category", "class", "value");

    private final AnswerShape.Labels shape;
    private final LabelReader reader;

    LabelAnswers(AnswerShape.Labels shape) {
        this.shape = shape;
        this.reader = new LabelReader(shape);
    }

    @Override
    public Outcome read(String text) {
        return reader.read(text).map(this::answered).orElse(NOT_A_LABEL);
    }

    @Override
    public boolean isPlain(String text) {
        return reader.isPlain(text);
    }

    @Override
    public boolean couldAnswer(String text) {
        return reader.isPartOfLabel(text);
    }

    @Override
    public Outcome read(JsonNode value) {
        if (value.isNull()) {
            return shape.allowNone() ? answered(List.of()) : NOT_A_LABEL;
        }
        return value.isArray() ? readAll(value) : value.isValueNode() ? read(value.asText()) : NOT_A_LABEL;
    }

    @Override
    public Outcome readMembers(ObjectNode members) {
        ObjectNode others = members.deepCopy().without(BESIDE);
        return others.size() == 1 ? read(others.elements().next()) : NOT_A_LABEL;
    }

    @Override
    public Set<String> names() {
        return NAMES;
    }

    private Outcome readAll(JsonNode array) {
        var found = new ArrayList<String>();
        for (JsonNode element : array) {
            Optional<List<String>> label = element.isValueNode() ? reader.read(element.asText()) : Optional.empty();
            if (label.isEmpty()) {
                return NOT_A_LABEL;
            }
            label.get().stream().filter(name -> !found.contains(name)).forEach(found::add);
        }
        boolean right = shape.multiple() ? shape.allowNone() || !found.isEmpty() : found.size() == 1;
        return right ? answered(inOrder(found)) : NOT_A_LABEL;
    }

    private List<String> inOrder(List<String> found) {
        return shape.names().stream().filter(found::contains).toList();
    }

    private Outcome answered(List<String> labels) {
        return new Outcome.Answered(
                shape.multiple()
                        ? new Answer.ManyLabels(labels)
                        : new Answer.OneLabel(labels.isEmpty() ? null : labels.get(0)));
    }
}
