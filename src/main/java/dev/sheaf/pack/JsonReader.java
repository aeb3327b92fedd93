package dev.sheaf.pack;

import dev.sheaf.pack.LooseJson.Member;
import dev.sheaf.pack.LooseJson.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slots that a reply in JSON names: entries of an array with the slot's number as a member, or members of an
 * object under the slot's number, wherever they stand.
 */
final class JsonReader {
    private static final Set<String> SLOT_NAMES =
            Set.of("slot", "id", "number", "item", "index", "n", "no", "key", "name");
    private static final Set<String> BESIDE = Set.of("echo", "reasoning", "reason", "explanation", "text");
    private static final Pattern NUMBER =
            Pattern.compile("(?:slot|item|no\\.?|id|#)?[\\s_#:\\[(]*(\\d{1,9})[\\])]?", Pattern.CASE_INSENSITIVE);

    private final AnswerReader answers;

    JsonReader(AnswerReader answers) {
        this.answers = answers;
    }

    List<Mention> read(String text) {
        var mentions = new ArrayList<Mention>();
        LooseJson.values(text).forEach(value -> walk(value, mentions));
        return mentions;
    }

    /** What a single item's reply says without naming its slot. */
    List<Outcome> unnumbered(String text) {
        return LooseJson.values(text).stream()
                .filter(LooseJson.Object.class::isInstance)
                .map(LooseJson.Object.class::cast)
                .filter(LooseJson.Object::whole)
                .map(object -> content(object, ""))
                .toList();
    }

    private void walk(Value value, List<Mention> mentions) {
        if (value instanceof LooseJson.Array array) {
            array.elements().forEach(element -> walk(element, mentions));
        } else if (value instanceof LooseJson.Object object) {
            walk(object, mentions);
        }
    }

    private void walk(LooseJson.Object object, List<Mention> mentions) {
        Member slot = slotMember(object);
        if (slot != null) {
            mentions.add(entry(object, slot));
            return;
        }
        for (Member member : object.members()) {
            OptionalInt number = number(member.name());
            if (number.isPresent()) {
                mentions.add(mapped(number.getAsInt(), member.value()));
            } else if (member.value() != null) {
                walk(member.value(), mentions);
            }
        }
    }

    private Mention entry(LooseJson.Object object, Member slot) {
        int number = number(slot.valueNode().asText()).orElse(-1);
        if (!object.whole()) {
            return Mention.cut(number);
        }
        if (object.members().size() == 1) {
            return Mention.empty(number);
        }
        return new Mention(number, echo(object), content(object, slot.name()), false);
    }

    private Mention mapped(int number, @Nullable Value value) {
        if (value == null || !isWhole(value)) {
            return Mention.cut(number);
        }
        if (value instanceof LooseJson.Object object) {
            return object.members().isEmpty()
                    ? Mention.empty(number)
                    : new Mention(number, echo(object), content(object, ""), false);
        }
        return new Mention(number, answers.read(value.node()));
    }

    private static boolean isWhole(Value value) {
        return !(value instanceof LooseJson.Array array && !array.whole())
                && !(value instanceof LooseJson.Object object && !object.whole());
    }

    /** The answer beside a slot's number: the member of the right name, else what else stands there. */
    private Outcome content(LooseJson.Object object, String slotName) {
        for (String name : answers.names()) {
            List<Member> named = named(object, name);
            if (named.size() > 1) {
                return new Outcome.Troubled(Trouble.CONTRADICTED);
            }
            if (named.size() == 1) {
                return answers.read(named.get(0).valueNode());
            }
        }
        List<Member> others = object.members().stream()
                .filter(member -> !member.name().equals(slotName) && !BESIDE.contains(lower(member.name())))
                .toList();
        return answers.readMembers(new LooseJson.Object(others, true).node());
    }

    private static @Nullable String echo(LooseJson.Object object) {
        return named(object, Forms.ECHO).stream()
                .map(member -> member.valueNode().asText())
                .findFirst()
                .orElse(null);
    }

    private static List<Member> named(LooseJson.Object object, String name) {
        return object.members().stream()
                .filter(member -> member.name().equalsIgnoreCase(name))
                .toList();
    }

    private static @Nullable Member slotMember(LooseJson.Object object) {
        for (Member member : object.members()) {
            boolean scalar = member.value() instanceof LooseJson.Scalar;
            if (scalar
                    && SLOT_NAMES.contains(lower(member.name()))
                    && number(member.valueNode().asText()).isPresent()) {
                return member;
            }
        }
        return null;
    }

    private static OptionalInt number(String text) {
        Matcher matcher = NUMBER.matcher(text.strip());
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
