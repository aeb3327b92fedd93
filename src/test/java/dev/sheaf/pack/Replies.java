package dev.sheaf.pack;

import dev.sheaf.model.Finish;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;
import dev.sheaf.task.TaskDefinition;
import java.util.ArrayList;
import java.util.List;

/** Packs under known numbers, and what is read from replies to them. */
final class Replies {
    /** The numbers of every pack here, in the prompt's order. */
    static final List<Integer> NUMBERS = List.of(417, 502, 633, 748, 859);

    static final TaskDefinition LINES = Tasks.sentiment();
    static final TaskDefinition JSON = Tasks.sentiment("'format':'json'");
    static final TaskDefinition TOOL = Tasks.sentiment("'format':'tool'");
    static final TaskDefinition FACTS = Tasks.facts("'format':'json'");
    /** What most replies to three items say here. */
    static final String[] PNU = {"POSITIVE", "NEGATIVE", "NEUTRAL"};

    private Replies() {}

    static List<String> three(String text) {
        return read(LINES, pack(3), text);
    }

    static List<String> five(String text) {
        return read(LINES, pack(5), text);
    }

    static String entry(int slot, String label) {
        return "{\"slot\":" + slot + ",\"label\":\"" + label + "\"}";
    }

    static Pack pack(int size) {
        List<String> texts =
                List.of("The first one", "A second thing", "Third came late", "My fourth try", "Fifth and last");
        return pack(0, texts.subList(0, size).toArray(String[]::new));
    }

    static Pack pack(int echoWords, String... texts) {
        var slots = new ArrayList<Slot>();
        for (int i = 0; i < texts.length; i++) {
            slots.add(new Slot(NUMBERS.get(i), i, new Item("i" + i, texts[i])));
        }
        return new Pack(slots, echoWords);
    }

    static Reply reply(String text, Finish finish) {
        return new Reply("req", text, null, finish, Usage.NONE);
    }

    /** Labels, fields or troubles, one for each slot. */
    static List<String> read(TaskDefinition task, Pack pack, String text) {
        return read(task, pack, reply(text, Finish.STOP));
    }

    static List<String> read(TaskDefinition task, Pack pack, Reply reply) {
        return new ReplyReader(task)
                .read(pack, reply).outcomes().stream().map(Replies::shown).toList();
    }

    static String shown(Outcome outcome) {
        return outcome.answer()
                .map(Replies::shown)
                .orElseGet(() -> outcome.trouble().orElseThrow().name());
    }

    private static String shown(Answer answer) {
        return answer instanceof Answer.OneLabel one
                ? String.valueOf(one.label())
                : answer instanceof Answer.ManyLabels many
                        ? String.join("+", many.labels())
                        : ((Answer.FieldValues) answer).values().toString();
    }
}
