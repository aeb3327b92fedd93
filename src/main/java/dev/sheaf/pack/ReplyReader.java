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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a reply by the numbers of its slots, never by position, and never throws.
 *
 * <p>When a reply is not trusted at all: models that leave an item out can move the following answers up, and models
 * that invent one can push them down. Either leaves a mark:
 *
 * <ul>
 *   <li>moved up, the pack's last number has no answer left: it is missing, or holds something that is none, or is the
 *       only one whose answer needs a comment ("there is no fifth item");
 *   <li>pushed down, a number appears that nobody asked for, or the reply is cut where it would have appeared;
 *   <li>with a number named twice and another missing, what lies between may have moved;
 *   <li>where a list starts again before it came to the last number, the first one fell short, and only the second, an
 *       invented turn perhaps, makes up for it;
 *   <li>where the count matches, only an echo tells: one that is not its item's.
 * </ul>
 *
 * Each says that nothing is certain about any slot. A gap before the last slot is a gap only: the numbers behind it were
 * kept. A slot named again after a complete list concerns that slot alone. An item that was asked alone has no
 * neighbour to get an answer from; only an echo that is not its own says that it is not meant.
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
        this.json = new JsonReader(answers, lines);
    }

    public Reading read(Pack pack, Reply reply) {
        Reading whole = readAll(pack.whole(), reply);
        return pack.canary() == null ? whole : withoutCanary(pack, pack.canary(), whole);
    }

    /** A canary that has no answer among others that have one, or a wrong one, takes the trust from all. */
    private static Reading withoutCanary(Pack pack, Pack.Canary canary, Reading whole) {
        int place = pack.whole().slots().indexOf(canary.slot());
        List<Outcome> others = without(place, whole.outcomes());
        Outcome said = whole.outcomes().get(place);
        boolean right = said.answer().filter(canary.right()::agreesWith).isPresent();
        boolean silent = said.answer().isEmpty()
                && others.stream().allMatch(outcome -> outcome.answer().isEmpty());
        if (right || silent) {
            return new Reading(others, whole.anomalies(), without(place, whole.doubted()));
        }
        Set<Anomaly> anomalies = EnumSet.of(Anomaly.CANARY_WRONG);
        anomalies.addAll(whole.anomalies());
        return doubted(Trouble.SHIFTED, anomalies, others);
    }

    private static List<Outcome> without(int place, List<Outcome> all) {
        List<Outcome> others = new ArrayList<>(all);
        if (!others.isEmpty()) {
            others.remove(place);
        }
        return others;
    }

    private Reading readAll(Pack pack, Reply reply) {
        if (reply.refusal() != null && !reply.refusal().isBlank()) {
            return all(pack, Trouble.REFUSED, Set.of());
        }
        if (reply.finish() == Finish.CONTENT_FILTER) {
            return all(pack, Trouble.FILTERED, Set.of());
        }
        String text = reply.text() == null ? "" : reply.text();
        boolean cut = reply.finish() == Finish.LENGTH;
        Mentions mentions = mentions(pack, text);
        if (mentions.all().isEmpty()) {
            return pack.size() == 1 && !cut
                    ? unnumbered(text)
                    : all(pack, cut ? Trouble.CUT_OFF : Trouble.MISSING, cut ? Set.of(Anomaly.CUT) : Set.of());
        }
        return cut ? cut(pack, mentions) : settled(pack, mentions.all(), Trouble.SHIFTED);
    }

    /** The form that was asked for, unless the other one names more of the pack's slots. */
    private Mentions mentions(Pack pack, String text) {
        boolean asked = format == AnswerFormat.LINES;
        Mentions first = asked ? lines.read(pack, text) : json.read(pack, text);
        boolean complete = first.known(pack) == pack.size();
        boolean possible = asked ? text.indexOf('{') >= 0 : first.all().isEmpty();
        if (complete || !possible) {
            return first;
        }
        Mentions second = asked ? json.read(pack, text) : lines.read(pack, text);
        return first.all().isEmpty() || second.known(pack) > first.known(pack) ? second : first;
    }

    /** A reply that was cut inside its list hides the end of it, which is what tells. */
    private Reading cut(Pack pack, Mentions mentions) {
        if (mentions.open() && pack.size() > 1) {
            return all(pack, Trouble.CUT_OFF, Set.of(Anomaly.CUT));
        }
        Reading reading = settled(pack, mentions.withLastCut().all(), Trouble.CUT_OFF);
        Set<Anomaly> anomalies = EnumSet.of(Anomaly.CUT);
        anomalies.addAll(reading.anomalies());
        return new Reading(reading.outcomes(), anomalies);
    }

    private Reading settled(Pack pack, List<Mention> mentions, Trouble distrust) {
        if (pack.size() == 1 && mentions.size() == 1) {
            return alone(pack, mentions.get(0));
        }
        var doubts = new Doubts(pack, mentions);
        Set<Anomaly> anomalies = doubts.all();
        List<Outcome> outcomes = pack.slots().stream()
                .map(slot -> outcome(pack, doubts.of(slot)))
                .toList();
        return Doubts.breakTrust(anomalies) ? doubted(distrust, anomalies, outcomes) : new Reading(outcomes, anomalies);
    }

    /** Under whatever number; but an answer that repeats other words was not given to this item. */
    private static Reading alone(Pack pack, Mention only) {
        String echo = only.echo();
        return pack.echoWords() > 0 && echo != null && !new Echo(pack).isOf(0, echo)
                ? all(pack, Trouble.SHIFTED, Set.of(Anomaly.ECHO_MISMATCH))
                : new Reading(List.of(outcome(pack, List.of(only))), Set.of());
    }

    /** An item alone needs no number: its reply is nobody else's. */
    private Reading unnumbered(String text) {
        List<Outcome> found = new ArrayList<>(json.unnumbered(text));
        if (found.isEmpty()) {
            found.addAll(inWords(text));
        }
        List<Outcome> different = found.stream().distinct().toList();
        Outcome only = different.size() == 1 ? different.get(0) : new Troubled(Trouble.CONTRADICTED);
        boolean silent = different.isEmpty() || only.answer().isEmpty();
        return new Reading(List.of(silent ? new Troubled(Trouble.MISSING) : only), Set.of());
    }

    /** All of the text, or the line that it begins or ends with, round a reason. */
    private List<Outcome> inWords(String text) {
        List<String> texts = text.lines().filter(line -> !line.isBlank()).toList();
        if (texts.isEmpty()) {
            return List.of();
        }
        return Stream.of(text.strip(), texts.get(0), texts.get(texts.size() - 1))
                .map(answers::read)
                .filter(outcome -> outcome.answer().isPresent())
                .toList();
    }

    private static Outcome outcome(Pack pack, List<Mention> mentions) {
        List<Mention> telling =
                mentions.stream().filter(mention -> !mention.silent()).toList();
        if (telling.isEmpty()) {
            return mentions.isEmpty()
                    ? new Troubled(Trouble.MISSING)
                    : mentions.get(0).outcome();
        }
        Mention first = telling.get(0);
        if (pack.echoWords() > 0 && pack.size() > 1 && telling.stream().anyMatch(mention -> mention.echo() == null)) {
            return first.answers() ? new Troubled(Trouble.SHIFTED) : first.outcome();
        }
        return telling.stream().skip(1).allMatch(other -> agree(first, other))
                ? first.outcome()
                : new Troubled(Trouble.CONTRADICTED);
    }

    private static boolean agree(Mention one, Mention other) {
        Optional<Boolean> agree = one.outcome()
                .answer()
                .flatMap(answer -> other.outcome().answer().map(answer::agreesWith));
        return agree.orElseGet(() -> one.outcome().equals(other.outcome()));
    }

    private static Reading doubted(Trouble trouble, Set<Anomaly> anomalies, List<Outcome> outcomes) {
        return new Reading(Collections.nCopies(outcomes.size(), new Troubled(trouble)), anomalies, outcomes);
    }

    private static Reading all(Pack pack, Trouble trouble, Set<Anomaly> anomalies) {
        return new Reading(Collections.nCopies(pack.size(), new Troubled(trouble)), anomalies);
    }
}
