package dev.sheaf.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an example's answer: {@code label}, {@code labels} or {@code fields}, whichever the task's shape wants. */
final class ExampleAnswer {
    private final Members example;

    ExampleAnswer(Members example) {
        this.example = example;
    }

    Optional<Answer> read(AnswerShape shape) {
        return shape.fold(this::labelled, this::filled);
    }

    private Optional<Answer> labelled(AnswerShape.Labels labels) {
        return labels.multiple() ? several(labels) : one(labels);
    }

    private Optional<Answer> one(AnswerShape.Labels labels) {
        Optional<String> label = example.text("label", 200).filter(name -> known(labels, "label", name));
        if (!example.has("label") && !labels.allowNone()) {
            example.wrong("label", "is required");
        }
        return label.isPresent() || labels.allowNone()
                ? Optional.of(new Answer.OneLabel(label.orElse(null)))
                : Optional.empty();
    }

    private Optional<Answer> several(AnswerShape.Labels labels) {
        List<String> names = new ArrayList<>();
        example.text("label", 200).filter(name -> known(labels, "label", name)).ifPresent(names::add);
        example.each("labels", labels.labels().size(), (path, json) -> {
            if (known(labels, "labels", json.asText())) {
                names.add(json.asText());
            }
        });
        if (names.isEmpty() && !labels.allowNone()) {
            example.wrong("labels", "must name at least one label");
        }
        return Optional.of(new Answer.ManyLabels(names.stream().distinct().toList()));
    }

    private Optional<Answer> filled(AnswerShape.Fields fields) {
        if (!example.has("fields")) {
            example.wrong("fields", "is required");
        }
        return example.object("fields").map(Answer.FieldValues::new);
    }

    private boolean known(AnswerShape.Labels labels, String member, String name) {
        boolean known = labels.names().contains(name);
        if (!known) {
            example.wrong(member, "\"" + Members.shortened(name) + "\" is none of the task's labels");
        }
        return known;
    }
}
