package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a conversation as a model would: what is asked, of which items, and how it is to be answered. */
final class PromptReader {
    private static final int QUESTIONS = 256;

    private record Key(Prompt prompt, long seed) {}

    private final ItemFinder items;
    private final QuestionReader questions;
    private final Recent<Key, Question> known = new Recent<>(QUESTIONS);

    PromptReader(ObjectMapper json) {
        this.items = new ItemFinder(json);
        this.questions = new QuestionReader(json);
    }

    Reading read(ChatCall call, long seed) {
        Items found = items.find(call.last().text());
        String before = instructions(call);
        String words = before + "\n"
                + (found.numbered() || !before.isBlank()
                        ? found.words()
                        : call.last().text());
        Prompt prompt = new Prompt(
                words,
                call.held(),
                found.numbered(),
                found.marker(),
                found.asked().size() > 1);
        Question question = known.get(new Key(prompt, seed), key -> questions.read(key.prompt(), key.seed()));
        return new Reading(question, asked(question, found, call, before.isBlank()));
    }

    private static String instructions(ChatCall call) {
        Turn last = call.last();
        boolean instructed = call.turns().stream().anyMatch(Turn::instructs);
        return call.turns().stream()
                .filter(turn -> turn != last
                        && (turn.instructs() || !instructed && turn.role().equals("user")))
                .map(Turn::text)
                .collect(Collectors.joining("\n"));
    }

    private static List<Asked> asked(Question question, Items found, ChatCall call, boolean onlyMessage) {
        if (!found.numbered()) {
            String text = call.last().text();
            return List.of(new Asked("", onlyMessage && question.judged() ? afterInstructions(text) : text));
        }
        if (question.form() instanceof AnswerForm.Whole) {
            return List.of(new Asked("", call.last().text()));
        }
        return withoutExamples(question, found.asked());
    }

    /** Of a message that holds instructions and one text, the text: what stands last. */
    private static String afterInstructions(String text) {
        int gap = text.strip().lastIndexOf("\n\n");
        int line = gap >= 0 ? gap : text.strip().lastIndexOf('\n');
        String rest = line >= 0
                ? text.strip().substring(line).strip()
                : text.substring(text.indexOf(": ") + 1).strip();
        return rest.isEmpty() ? text : rest;
    }

    /** An example is a text and its label under the same number. */
    private static List<Asked> withoutExamples(Question question, List<Asked> all) {
        List<Asked> kept = new ArrayList<>();
        for (Asked asked : all) {
            int last = kept.size() - 1;
            boolean answer = last >= 0
                    && kept.get(last).slot().equals(asked.slot())
                    && question.field() instanceof Field.Choice choice
                    && choice.labels().names().contains(asked.text());
            if (answer) {
                kept.remove(last);
            } else {
                kept.add(asked);
            }
        }
        return kept.isEmpty() ? all : kept;
    }
}
