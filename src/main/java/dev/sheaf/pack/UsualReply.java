package dev.sheaf.pack;

import dev.sheaf.task.Answer;
import dev.sheaf.task.AnswerFormat;
import dev.sheaf.task.AnswerShape;
import dev.sheaf.task.Example;
import dev.sheaf.task.TaskDefinition;
import java.util.List;
import java.util.stream.Collectors;

/** How many tokens a right reply to a pack has: for labels it is written down and counted, for fields it is what they may take. */
final class UsualReply {
    private static final int REASONING = 60;
    /** A slot's number as they usually are. */
    private static final int EXAMPLE = 417;

    private final TaskDefinition definition;
    private final Wording wording;
    private final TokenCounter tokens;
    private final int perItem;

    UsualReply(TaskDefinition definition, Wording wording, TokenCounter tokens, int perItem) {
        this.definition = definition;
        this.wording = wording;
        this.tokens = tokens;
        this.perItem = perItem;
    }

    int tokens(Pack pack) {
        return definition.shape().fold(labels -> labels(pack, labels), fields -> pack.size() * perItem);
    }

    /** What an item's place in a reply takes beyond its answer: its number, and what holds the two together. */
    int form() {
        int echo = definition.packing().echo() ? OutputSize.ECHO : 0;
        return echo + definition.shape().fold(this::form, fields -> tokens.count(place("")));
    }

    private int form(AnswerShape.Labels labels) {
        String usual = usual(labels.names());
        return Math.max(0, tokens.count(place(usual)) - tokens.count(usual));
    }

    private String place(String answer) {
        if (definition.format() == AnswerFormat.LINES) {
            return "[" + EXAMPLE + "] " + answer + "\n";
        }
        Answer label = new Answer.OneLabel(answer);
        String entry = wording.answered(new Example("", label), EXAMPLE, 0);
        return entry.replaceFirst("\": ", "\":") + ",";
    }

    private int labels(Pack pack, AnswerShape.Labels labels) {
        String usual = usual(labels.names());
        Answer answer = labels.multiple() ? new Answer.ManyLabels(List.of(usual)) : new Answer.OneLabel(usual);
        List<String> entries = pack.slots().stream()
                .map(slot -> wording.answered(new Example(slot.item().text(), answer), slot.number(), pack.echoWords()))
                .toList();
        int reasoning = definition.reasoning() ? REASONING * pack.size() : 0;
        return tokens.count(reply(entries)) + reasoning;
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
