package dev.sheaf.pack;

import dev.sheaf.model.Finish;
import dev.sheaf.model.Reply;
import dev.sheaf.pack.Outcome.Troubled;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.task.AnswerFormat;
import dev.sheaf.task.TaskDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a reply by the numbers of its slots, never by position, and never throws.
 *
 * <p>When a reply is not trusted at all: models that leave an item out can move the following answers up, and models
 * that invent one can push them down. Either leaves a mark: moved up, the pack's last number has no answer left; pushed
 * down, a number appears that nobody asked for, or the count matches and only an echo tells. So a reply that does not
 * name the pack's last slot, that names an unknown one, or that echoes another item than its own, says nothing certain
 * about any slot. A gap before the last slot is a gap only: the numbers behind it were kept.
 */
public final class ReplyReader {
    private final AnswerFormat format;
    private final AnswerReader answers;
    private final LinesReader lines;
    private final JsonReader json;

    public ReplyReader(TaskDefinition definition) {
        this.format = definition.format();
        this.answers = definition.shape().fold(LabelAnswers::new, FieldAnswers::new);
        this.lines = new LinesReader(answers);
        this.json = new JsonReader(answers);
    }

    public Reading read(Pack pack, Reply reply) {
        if (reply.refusal() != null) {
            return all(pack, Trouble.REFUSED);
        }
        if (reply.finish() == Finish.CONTENT_FILTER) {
            return all(pack, Trouble.FILTERED);
        }
        String text = reply.text() == null ? "" : reply.text();
        boolean cut = reply.finish() == Finish.LENGTH;
        List<Mention> mentions = cut ? withLastCut(mentions(pack, text)) : mentions(pack, text);
        return mentions.isEmpty() && pack.size() == 1 && !cut ? unnumbered(pack, text) : settled(pack, mentions, cut);
    }

    private List<Mention> mentions(Pack pack, String text) {
        boolean linesFirst = format == AnswerFormat.LINES;
        List<Mention> found = linesFirst ? lines.read(pack, text) : json.read(text);
        if (found.isEmpty()) {
            return linesFirst ? json.read(text) : lines.read(pack, text);
        }
        return found;
    }

    /** Where a reply was cut, its last answer may be half a word. */
    private static List<Mention> withLastCut(List<Mention> mentions) {
        var copy = new ArrayList<>(mentions);
        if (!copy.isEmpty()) {
            copy.set(copy.size() - 1, Mention.cut(copy.get(copy.size() - 1).number()));
        }
        return copy;
    }

    /** An item alone needs no number: its reply is nobody else's. */
    private Reading unnumbered(Pack pack, String text) {
        List<Outcome> found = new ArrayList<>(json.unnumbered(text));
        if (found.isEmpty()) {
            found.add(answers.read(text.strip()));
        }
        Outcome only = found.size() == 1 ? found.get(0) : new Troubled(Trouble.CONTRADICTED);
        boolean silent = text.isBlank() || only.answer().isEmpty();
        return new Reading(List.of(silent ? new Troubled(Trouble.MISSING) : only), Set.of());
    }

    private Reading settled(Pack pack, List<Mention> mentions, boolean cut) {
        Map<Integer, List<Mention>> byNumber = new HashMap<>();
        mentions.forEach(mention -> byNumber.computeIfAbsent(mention.number(), n -> new ArrayList<>())
                .add(mention));
        Set<Anomaly> anomalies = anomalies(pack, byNumber, cut);
        if (cut && byNumber.isEmpty()) {
            return all(pack, Trouble.CUT_OFF);
        }
        if (anomalies.stream().anyMatch(ReplyReader::breaksTrust)) {
            return new Reading(
                    all(pack, cut ? Trouble.CUT_OFF : Trouble.SHIFTED).outcomes(), anomalies);
        }
        List<Outcome> outcomes = pack.slots().stream()
                .map(slot -> outcome(pack, byNumber.getOrDefault(slot.number(), List.of())))
                .toList();
        return new Reading(outcomes, anomalies);
    }

    private static boolean breaksTrust(Anomaly anomaly) {
        return anomaly == Anomaly.UNKNOWN_SLOT
                || anomaly == Anomaly.LAST_SLOT_MISSING
                || anomaly == Anomaly.ECHO_MISMATCH;
    }

    private static Set<Anomaly> anomalies(Pack pack, Map<Integer, List<Mention>> byNumber, boolean cut) {
        Set<Anomaly> found = EnumSet.noneOf(Anomaly.class);
        Map<Integer, Slot> slots = new HashMap<>();
        pack.slots().forEach(slot -> slots.put(slot.number(), slot));
        byNumber.forEach((number, mentions) -> {
            Slot slot = slots.get(number);
            if (slot == null) {
                found.add(Anomaly.UNKNOWN_SLOT);
            } else if (mentions.stream().anyMatch(mention -> echoesAnother(pack, slot, mention))) {
                found.add(Anomaly.ECHO_MISMATCH);
            }
            if (mentions.size() > 1) {
                found.add(Anomaly.REPEATED);
            }
        });
        Slot last = pack.slots().get(pack.size() - 1);
        if (pack.size() > 1 && !byNumber.isEmpty() && !byNumber.containsKey(last.number())) {
            found.add(Anomaly.LAST_SLOT_MISSING);
        }
        if (cut) {
            found.add(Anomaly.CUT);
        }
        return found;
    }

    private static boolean echoesAnother(Pack pack, Slot slot, Mention mention) {
        return pack.echoWords() > 0
                && mention.echo() != null
                && !Echo.matches(mention.echo(), slot.item().text(), pack.echoWords());
    }

    private static Outcome outcome(Pack pack, List<Mention> mentions) {
        List<Mention> telling =
                mentions.stream().filter(mention -> !mention.empty()).toList();
        if (telling.isEmpty()) {
            return new Troubled(Trouble.MISSING);
        }
        Mention first = telling.get(0);
        if (pack.echoWords() > 0 && pack.size() > 1 && telling.stream().anyMatch(mention -> mention.echo() == null)) {
            return first.outcome().answer().isPresent() ? new Troubled(Trouble.SHIFTED) : first.outcome();
        }
        return telling.stream().skip(1).allMatch(other -> agree(first, other))
                ? first.outcome()
                : new Troubled(Trouble.CONTRADICTED);
    }

    private static boolean agree(Mention one, Mention other) {
        return one.outcome()
                .answer()
                .flatMap(answer -> other.outcome().answer().map(answer::agreesWith))
                .orElseGet(() -> one.outcome().equals(other.outcome()));
    }

    private static Reading all(Pack pack, Trouble trouble) {
        return new Reading(Collections.nCopies(pack.size(), new Troubled(trouble)), Set.of());
    }
}
