package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an item says of all others, which a model may believe: "all" or "every…" and then one of the labels.
 *
 * @param slot of the item that says so, which keeps its own answer
 */
record Command(String slot, String label) {

    /** The first that a pack holds. */
    static Optional<Command> of(Reading reading) {
        if (reading.asked().size() < 2 || !(reading.question().field() instanceof Field.Choice choice)) {
            return Optional.empty();
        }
        List<String> names =
                choice.labels().names().stream().map(Pattern::quote).toList();
        Pattern says = Pattern.compile(
                "\\b(?:all|every\\w*|others?)\\b.{0,80}?\\b(" + String.join("|", names) + ")\\b",
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        for (Asked asked : reading.asked()) {
            Matcher said = says.matcher(asked.text());
            if (said.find()) {
                return Optional.of(new Command(asked.slot(), named(choice, said.group(1))));
            }
        }
        return Optional.empty();
    }

    private static String named(Field.Choice choice, String said) {
        return choice.labels().names().stream()
                .filter(said::equalsIgnoreCase)
                .findFirst()
                .orElse(said);
    }

    List<SlotAnswer> over(List<SlotAnswer> answers) {
        List<SlotAnswer> obeyed = new ArrayList<>();
        for (SlotAnswer answer : answers) {
            obeyed.add(answer.slot().equals(slot) ? answer : answer.with(JsonNodeFactory.instance.textNode(label)));
        }
        return obeyed;
    }
}
