package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.pack.LooseJson.Found;
import dev.sheaf.pack.LooseJson.Member;
import dev.sheaf.pack.LooseJson.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slots that a reply in JSON names: entries of an array with the slot's number as a member, or members of an
 * object under the slot's number, wherever they stand. What stands beside the JSON is read as lines.
 */
final class JsonReader {
    /** The one asked for first. */
    private static final List<String> SLOT_NAMES =
            List.of("slot", "id", "number", "item", "index", "n", "no", "key", "name");

    private static final Pattern NUMBER =
            Pattern.compile("(?:slot|item|no\\.?|id|#)?[\\s_#:\\[(]*+(\\d{1,40})[\\])]?", Pattern.CASE_INSENSITIVE);

    private final AnswerReader answers;
    private final LinesReader lines;

    JsonReader(AnswerReader answers, LinesReader lines) {
        this.answers = answers;
        this.lines = lines;
    }

    Mentions read(Pack pack, String text) {
        var mentions = new ArrayList<Mention>();
        var beside = new StringBuilder();
        boolean whole = true;
        int list = 0;
        int from = 0;
        for (Found found : LooseJson.found(text)) {
            int before = mentions.size();
            walk(found.value(), list, mentions);
            if (mentions.size() > before) {
                beside.append(text, from, found.start()).append('\n');
                from = found.end();
                whole = found.value().whole();
                list++;
            }
        }
        if (mentions.isEmpty()) {
            return Mentions.NONE;
        }
        mentions.addAll(beside(pack, beside.append(text, from, text.length()).toString(), list, mentions));
        return new Mentions(mentions, !whole);
    }

    private List<Mention> beside(Pack pack, String text, int list, List<Mention> mentions) {
        Set<Integer> unnamed = new HashSet<>(pack.numbers());
        mentions.forEach(mention -> unnamed.remove(mention.number()));
        return text.isBlank()
                ? List.of()
                : lines.read(pack, text, list, unnamed).all();
    }

    /** What a single item's reply says without naming its slot. */
    List<Outcome> unnumbered(String text) {
        return LooseJson.values(text).stream()
                .filter(value -> value instanceof LooseJson.Object && value.whole())
                .map(object -> content((LooseJson.Object) object, ""))
                .toList();
    }

    private void walk(Value value, int list, List<Mention> mentions) {
        if (value instanceof LooseJson.Array array) {
            array.elements().forEach(element -> walk(element, list, mentions));
        } else if (value instanceof LooseJson.Object object) {
            walk(object, list, mentions);
        }
    }

    private void walk(LooseJson.Object object, int list, List<Mention> mentions) {
        Member slot = slotMember(object);
        if (slot != null) {
            mentions.add(entry(object, slot, list));
            return;
        }
        for (Member member : object.members()) {
            OptionalInt number = number(member.name());
            if (number.isPresent()) {
                mentions.add(mapped(number.getAsInt(), member.value(), list));
            } else if (member.value() != null) {
                walk(member.value(), list, mentions);
            }
        }
    }

    private Mention entry(LooseJson.Object object, Member slot, int list) {
        int number = number(slot.valueNode().asText()).orElse(-1);
        if (!object.whole()) {
            return Mention.broken(number, list, Trouble.MISSING);
        }
        Outcome content = content(object, slot.name());
        boolean silent = object.members().stream()
                .filter(member -> member != slot && !isNamed(member, Forms.ECHO))
                .allMatch(member -> saysNothing(member.valueNode(), content));
        return silent
                ? Mention.silent(number, list, content)
                : commented(Mention.telling(number, list, echo(object), content), object);
    }

    private Mention mapped(int number, @Nullable Value value, int list) {
        if (value == null || !value.whole()) {
            return Mention.broken(number, list, Trouble.MISSING);
        }
        JsonNode node = value.node();
        Outcome content = value instanceof LooseJson.Object object
                ? content(object, "")
                : value.contradictsItself() ? new Outcome.Troubled(Trouble.CONTRADICTED) : answers.read(node);
        String echo = value instanceof LooseJson.Object object ? echo(object) : null;
        return saysNothing(node, content)
                ? Mention.silent(number, list, content)
                : commented(Mention.telling(number, list, echo, content), value);
    }

    private static boolean saysNothing(JsonNode value, Outcome content) {
        return value.isContainerNode()
                ? value.isEmpty()
                : value.asText().isBlank()
                        || (value.isNull() && content.answer().isEmpty());
    }

    /** A comment behind an answer in the same text; one that has a member of its own says where it belongs. */
    private Mention commented(Mention mention, Value value) {
        boolean plain = !mention.answers()
                || (value instanceof LooseJson.Object object
                        ? object.members().stream()
                                .filter(this::isAnswer)
                                .allMatch(member -> isPlain(member.valueNode()))
                        : isPlain(value.node()));
        return plain ? mention : mention.withComment();
    }

    private boolean isPlain(JsonNode value) {
        return !value.isTextual() || answers.isPlain(value.textValue());
    }

    private boolean isAnswer(Member member) {
        return answers.names().contains(member.name().toLowerCase(Locale.ROOT));
    }

    /** The answer beside a slot's number: the members of the right names, else what else stands there. */
    private Outcome content(LooseJson.Object object, String slotName) {
        if (object.contradictsItself()) {
            return new Outcome.Troubled(Trouble.CONTRADICTED);
        }
        var named = new ArrayList<Outcome>(1);
        for (Member member : object.members()) {
            if (isAnswer(member)) {
                named.add(answers.read(member.valueNode()));
            }
        }
        if (named.size() > 1 && Set.copyOf(named).size() > 1) {
            return new Outcome.Troubled(Trouble.CONTRADICTED);
        }
        boolean found = !named.isEmpty() && named.get(0).answer().isPresent();
        return found ? named.get(0) : flat(object, slotName, named);
    }

    private Outcome flat(LooseJson.Object object, String slotName, List<Outcome> named) {
        List<Member> others = object.members().stream()
                .filter(member -> slotName.isEmpty() || !member.name().equals(slotName))
                .toList();
        Outcome flat = answers.readMembers(new LooseJson.Object(others, true).node());
        return named.isEmpty() || flat.answer().isPresent() ? flat : named.get(0);
    }

    private static @Nullable String echo(LooseJson.Object object) {
        return object.members().stream()
                .filter(member -> isNamed(member, Forms.ECHO))
                .map(member -> member.valueNode().asText())
                .findFirst()
                .orElse(null);
    }

    private static boolean isNamed(Member member, String name) {
        return member.name().equalsIgnoreCase(name);
    }

    private static @Nullable Member slotMember(LooseJson.Object object) {
        Member best = null;
        int rank = SLOT_NAMES.size();
        for (Member member : object.members()) {
            int place = SLOT_NAMES.indexOf(member.name().toLowerCase(Locale.ROOT));
            if (place >= 0 && place < rank && isNumber(member)) {
                best = member;
                rank = place;
            }
        }
        return best;
    }

    private static boolean isNumber(Member member) {
        return member.value() instanceof LooseJson.Scalar
                && number(member.valueNode().asText()).isPresent();
    }

    private static OptionalInt number(String text) {
        Matcher matcher = NUMBER.matcher(text.strip());
        return matcher.matches() ? OptionalInt.of(Slot.numberOf(matcher.group(1))) : OptionalInt.empty();
    }
}
