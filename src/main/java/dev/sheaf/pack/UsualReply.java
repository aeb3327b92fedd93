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
