package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** Faults in what is said of which slot; every answer keeps the echo of the item that it belongs to. */
final class ListFaults {
    private static final List<String> INVENTED = List.of(
            "Everything went well so far, thank you.",
            "It has not arrived and nobody answers.",
            "Could you tell me more about this one?",
            "Nothing to add to what was said above.");

    private final Reading reading;
    private final SplittableRandom random;
    private final List<SlotAnswer> answers;

    private ListFaults(Reading reading, List<SlotAnswer> answers, SplittableRandom random) {
        this.reading = reading;
        this.random = random;
        this.answers = new ArrayList<>(answers);
    }

    static List<SlotAnswer> apply(
            Set<Fault> faults, Reading reading, List<SlotAnswer> answers, SplittableRandom random) {
        ListFaults spoilt = new ListFaults(reading, answers, random);
        faults.stream().filter(fault -> fault.stage() == Fault.Stage.LIST).forEach(spoilt::apply);
        return spoilt.answers;
    }

    private void apply(Fault fault) {
        if (answers.isEmpty()) {
            return;
        }
        switch (fault) {
            case MISSING -> missing();
            case DOUBLED -> repeat(any());
            case CONTRADICTING -> contradict();
            case EXTRA -> answers.add(random.nextInt(answers.size() + 1), invented(unasked()));
            case SKIPPED -> skip(false);
            case SKIPPED_INVENTED -> skip(true);
            case SHUFFLED -> shuffle();
            case WRONG_LABEL -> spoil();
            default -> throw new IllegalArgumentException("no fault of a list: " + fault);
        }
    }

    private SlotAnswer any() {
        return answers.get(random.nextInt(answers.size()));
    }

    private void missing() {
        int size = answers.size();
        answers.remove(size > 2 ? 1 + random.nextInt(size - 2) : random.nextInt(size));
    }

    /** Next to the first, or after all others. */
    private void repeat(SlotAnswer again) {
        int first = indexOf(again.slot());
        answers.add(random.nextBoolean() ? first + 1 : answers.size(), again);
    }

    private int indexOf(String slot) {
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).slot().equals(slot)) {
                return i;
            }
        }
        return answers.size() - 1;
    }

    private void contradict() {
        SlotAnswer answer = any();
        repeat(answer.with(differing(answer)));
    }

    private JsonNode differing(SlotAnswer answer) {
        Asked asked = reading.asked().get(Math.max(0, place(answer.slot())));
        for (int salt = 1; salt < 9; salt++) {
            JsonNode other = reading.question().other(asked, random.nextLong()).value();
            if (!other.equals(answer.value())) {
                return other;
            }
        }
        return reading.question().truth(asked).value();
    }

    private int place(String slot) {
        for (int i = 0; i < reading.asked().size(); i++) {
            if (reading.asked().get(i).slot().equals(slot)) {
                return i;
            }
        }
        return -1;
    }

    private SlotAnswer invented(String slot) {
        return reading.question().answer(slot, ItemText.of(INVENTED.get(random.nextInt(INVENTED.size()))));
    }

    private String unasked() {
        Set<String> asked = new HashSet<>();
        reading.asked().forEach(one -> asked.add(one.slot()));
        String slot;
        do {
            slot = String.valueOf(1 + random.nextInt(Math.max(999, 2 * asked.size())));
        } while (asked.contains(slot));
        return slot;
    }

    /** The values move, the numbers stay: up from a left-out item, or down from an invented one. */
    private void skip(boolean invented) {
        int size = answers.size();
        List<String> slots = answers.stream().map(SlotAnswer::slot).toList();
        boolean down = invented && random.nextBoolean();
        int at = size == 1 ? 0 : random.nextInt(size - 1);
        answers.remove(down ? size - 1 : at);
        if (invented) {
            answers.add(down ? at : size - 1, invented(""));
        }
        for (int i = 0; i < answers.size(); i++) {
            answers.set(i, answers.get(i).under(slots.get(i)));
        }
    }

    private void shuffle() {
        List<SlotAnswer> before = List.copyOf(answers);
        Collections.shuffle(answers, new Random(random.nextLong()));
        if (answers.equals(before)) {
            Collections.reverse(answers);
        }
    }

    private void spoil() {
        if (!answers.isEmpty()) {
            int at = random.nextInt(answers.size());
            SlotAnswer answer = answers.get(at);
            Asked asked = reading.asked().get(Math.max(0, place(answer.slot())));
            answers.set(
                    at,
                    answer.with(
                            reading.question().unfit(asked, random.nextLong()).value()));
        }
    }
}
