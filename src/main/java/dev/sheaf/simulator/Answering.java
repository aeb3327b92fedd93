package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Writes the completion of one call: the truth, less noise, less faults. */
final class Answering {
    private static final List<String> DECLINES =
            List.of("I'm sorry, but I can't assist with that request.", "I cannot help with classifying this content.");

    private final ObjectMapper json;
    private final Tokens tokens;

    Answering(ObjectMapper json, Tokens tokens) {
        this.json = json;
        this.tokens = tokens;
    }

    /**
     * @param pack hash of the request
     * @param turn how often it was sent before
     */
    record Moment(long seed, long pack, long turn) {
        SplittableRandom random() {
            return Seeds.random(Seeds.mix(seed, pack, turn));
        }
    }

    List<SlotAnswer> answers(Reading reading, Noise noise, double temperature, Moment moment) {
        if (noise.none() || !reading.question().judged()) {
            return reading.truth();
        }
        List<SlotAnswer> answers = new ArrayList<>();
        int size = reading.asked().size();
        for (int i = 0; i < size; i++) {
            Asked asked = reading.asked().get(i);
            long item = Seeds.mix(moment.seed(), Seeds.of(asked.text()));
            var draw = new Noise.Draw(item, moment.pack(), moment.turn(), i, size, temperature);
            boolean wrong = noise.strikes(draw);
            answers.add(
                    wrong
                            ? reading.question().other(asked, item)
                            : reading.question().truth(asked));
        }
        return noise.believes(moment.pack())
                ? Command.of(reading).map(command -> command.over(answers)).orElse(answers)
                : answers;
    }

    Completion complete(
            ChatCall call, Reading reading, List<SlotAnswer> answers, Set<Fault> faults, SplittableRandom random) {
        if (faults.contains(Fault.REFUSAL)) {
            return declined(call.held(), random);
        }
        if (faults.contains(Fault.EMPTY)) {
            return Completion.text("", "stop");
        }
        List<SlotAnswer> said = ListFaults.apply(faults, reading, answers, random);
        TextFaults spoiler = new TextFaults(json, reading, random);
        String text = spoiler.apply(faults, reading.question().form().write(said));
        return cut(call, placed(call.held(), text, faults, spoiler), faults, spoiler);
    }

    private static Completion declined(Held held, SplittableRandom random) {
        String words = DECLINES.get(random.nextInt(DECLINES.size()));
        if (random.nextInt(4) == 0) {
            return Completion.text("", "content_filter");
        }
        boolean structured = held instanceof Held.ToSchema || held instanceof Held.ToTool;
        return structured ? Completion.refusal(words) : Completion.text(words, "stop");
    }

    private static Completion placed(Held held, String text, Set<Fault> faults, TextFaults spoiler) {
        boolean prose = faults.contains(Fault.PROSE);
        if (held instanceof Held.ToTool tool) {
            String finish = tool.named() ? "stop" : "tool_calls";
            return new Completion(prose ? spoiler.prose("") : null, tool.name(), text, null, finish);
        }
        return Completion.text(prose ? spoiler.prose(text) : text, "stop");
    }

    private Completion cut(ChatCall call, Completion whole, Set<Fault> faults, TextFaults spoiler) {
        boolean length = faults.contains(Fault.LENGTH);
        String text = whole.function() == null ? whole.written() : whole.arguments();
        String kept = length || faults.contains(Fault.CUT) ? spoiler.cut(text) : text;
        boolean over = call.maxTokens() < kept.length() && tokens.count(kept) > call.maxTokens();
        if (over) {
            kept = tokens.cut(kept, call.maxTokens());
        }
        if (kept.equals(text) && !length) {
            return whole;
        }
        String finish = length || over ? "length" : whole.finish();
        return whole.function() == null
                ? Completion.text(kept, finish)
                : new Completion(whole.content(), whole.function(), kept, null, finish);
    }

    int tokens(Completion completion) {
        int call = completion.function() == null ? 0 : tokens.count(completion.function()) + 6;
        return tokens.count(completion.written()) + call;
    }
}
