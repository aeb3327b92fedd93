package dev.sheaf.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/** What an answer looks like: labels of a given set, or fields by a schema. */
public sealed interface AnswerShape {

    /** Does one thing for labels and another for fields. */
    <T> T fold(Function<Labels, T> forLabels, Function<Fields, T> forFields);

    /** How many items share a call where the task does not say (why: docs/choices.md). */
    int usualItems();

    /** The form of reply where the task does not say. */
    AnswerFormat usualFormat();

    /**
     * Labels of a given set.
     *
     * @param multiple whether an item can have several
     * @param allowNone whether an item can have none
     */
    record Labels(List<Label> labels, boolean multiple, boolean allowNone) implements AnswerShape {
        public Labels {
            labels = List.copyOf(labels);
        }

        public List<String> names() {
            return labels.stream().map(Label::name).toList();
        }

        @Override
        public <T> T fold(Function<Labels, T> forLabels, Function<Fields, T> forFields) {
            return forLabels.apply(this);
        }

        @Override
        public int usualItems() {
            return 20;
        }

        @Override
        public AnswerFormat usualFormat() {
            return AnswerFormat.LINES;
        }
    }

    /**
     * Fields by a JSON Schema (draft 2020-12) whose root is an object.
     *
     * @param schema the user's own schema: every answer is held to it
     */
    record Fields(ObjectNode schema) implements AnswerShape {
        @Override
        public <T> T fold(Function<Labels, T> forLabels, Function<Fields, T> forFields) {
            return forFields.apply(this);
        }

        @Override
        public int usualItems() {
            return 8;
        }

        @Override
        public AnswerFormat usualFormat() {
            return AnswerFormat.JSON_SCHEMA;
        }
    }
}
