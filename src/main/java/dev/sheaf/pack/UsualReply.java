package dev.sheaf.pack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.pack.SampleFields.Length;
import dev.sheaf.task.Answer;
import dev.sheaf.task.AnswerFormat;
import dev.sheaf.task.AnswerShape;
import dev.sheaf.task.Example;
import dev.sheaf.task.TaskDefinition;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How many tokens a right reply to a pack has: one is written down and counted, with the label whose length is nearest to the
 * mean, or with fields as the examples have them, else as the schema lets them be.
 */
final class UsualReply {
    private static final int REASONING = 60;
    private static final int SHORT_REASONING = 20;
    private static final int LONG_REASONING = 400;
    /** A slot's number as they usually are. */
    private static final int EXAMPLE = 417;

    private final TaskDefinition definition;
    private final Wording wording;
    private final TokenCounter tokens;
    private final Answer usual;

    UsualReply(TaskDefinition definition, Wording wording, TokenCounter tokens) {
        this.definition = definition;
        this.wording = wording;
        this.tokens = tokens;
        this.usual = answer(Length.USUAL);
    }

    int tokens(Pack pack) {
        List<String> entries = pack.slots().stream()
                .map(slot -> wording.answered(new Example(slot.item().text(), usual), slot.number(), pack.echoWords()))
                .toList();
        int reasoning = definition.reasoning() ? REASONING * pack.size() : 0;
        return tokens.count(reply(entries)) + reasoning;
    }

    /** By how many tokens an answer can differ from what is usual. */
    Spread spread() {
        int reasoning = definition.reasoning() ? 1 : 0;
        int length = length(usual);
        return new Spread(
                Math.max(0, length - length(answer(Length.SHORTEST))) + reasoning * (REASONING - SHORT_REASONING),
                Math.max(0, length(answer(Length.LONGEST)) - length) + reasoning * (LONG_REASONING - REASONING));
    }

    private int length(Answer answer) {
        return tokens.count(wording.answered(new Example("", answer), EXAMPLE, 0));
    }

    private Answer answer(Length length) {
        return definition
                .shape()
                .fold(labels -> label(labels, length), fields -> new Answer.FieldValues(fields(fields, length)));
    }

    /** What the examples have is nearer to what will come than what a schema allows. */
    private ObjectNode fields(AnswerShape.Fields fields, Length length) {
        List<ObjectNode> shown = definition.examples().stream()
                .map(Example::answer)
                .filter(Answer.FieldValues.class::isInstance)
                .map(answer -> ((Answer.FieldValues) answer).values())
                .sorted(Comparator.comparingInt(values -> values.toString().length()))
                .toList();
        return length == Length.USUAL && !shown.isEmpty()
                ? shown.get(shown.size() / 2)
                : SampleFields.of(fields.schema(), length);
    }

    private Answer label(AnswerShape.Labels labels, Length length) {
        List<String> byLength = labels.names().stream()
                .sorted(Comparator.comparingInt(tokens::count))
                .toList();
        int last = byLength.size() - 1;
        if (length == Length.USUAL) {
            return one(labels, usual(labels.names()));
        }
        if (!labels.multiple()) {
            return one(labels, byLength.get(length == Length.SHORTEST ? 0 : last));
        }
        return new Answer.ManyLabels(
                length == Length.SHORTEST
                        ? byLength.subList(0, labels.allowNone() ? 0 : 1)
                        : byLength.subList(Math.max(0, last - 2), last + 1));
    }

    private static Answer one(AnswerShape.Labels labels, String name) {
        return labels.multiple() ? new Answer.ManyLabels(List.of(name)) : new Answer.OneLabel(name);
    }

    /** What an item's place in a reply takes beyond its answer: its number, and what holds the two together. */
    int form() {
        int echo = definition.packing().echo() ? OutputSize.ECHO : 0;
        return echo + definition.shape().fold(this::form, fields -> tokens.count(place("")));
    }

    private int form(AnswerShape.Labels labels) {
        String name = usual(labels.names());
        return Math.max(0, tokens.count(place(name)) - tokens.count(name));
    }

    private String place(String answer) {
        if (definition.format() == AnswerFormat.LINES) {
            return "[" + EXAMPLE + "] " + answer + "\n";
        }
        Answer label = new Answer.OneLabel(answer);
        String entry = wording.answered(new Example("", label), EXAMPLE, 0);
        return entry.replaceFirst("\": ", "\":") + ",";
    }

    /** Models write JSON without blanks. */
    private String reply(List<String> entries) {
        if (definition.format() == AnswerFormat.LINES) {
            return String.join("\n", entries);
        }
        String compact =
                entries.stream().map(entry -> entry.replaceFirst("\": ", "\":")).collect(Collectors.joining(","));
        return compact.startsWith("{") ? "{\"answers\":[" + compact + "]}" : "{" + compact + "}";
    }

    /** The label whose length is nearest to the mean of all. */
    private String usual(List<String> names) {
        double mean = names.stream().mapToInt(tokens::count).average().orElse(1);
        return names.stream()
                .min((one, other) ->
                        Double.compare(Math.abs(tokens.count(one) - mean), Math.abs(tokens.count(other) - mean)))
                .orElse("");
    }
}
