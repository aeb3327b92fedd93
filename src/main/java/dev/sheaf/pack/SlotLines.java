package dev.sheaf.pack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a reply, one after the other, and the slots that they name. */
final class SlotLines {
    private static final Pattern START = Pattern.compile(
            "[\\s>*•|#\"'`(_{,-]{0,20}(?:(?:item|slot|comment|text|no\\.?|number)\\s{0,3}#?)?[*_#`]{0,3}"
                    + "(\\[\\s?)?(\\d{1,40})(\\s?])?[*_\"'`)]{0,3}\\s{0,3}(?:(->|=(?!>)|-(?!\\d)|[:.)|–—→\\t：])|(?=-\\d))?",
            Pattern.CASE_INSENSITIVE);
    /** Slots that a line goes on with: in brackets, or behind a comma and before a colon or the like. */
    private static final Pattern INSIDE =
            Pattern.compile("\\[\\s?(\\d{1,40})\\s?]|(?<=[,;|]\\s{0,4})(\\d{1,40})\\s?(?:->|-\\s|[:.)=–—→：])");

    private static final Pattern NUMBER = Pattern.compile("(?<!\\d)\\d{1,40}(?!\\d)");

    private final Pack pack;
    private final AnswerReader answers;
    private final EchoedAnswer echoed;
    private final Map<Integer, String> echoes = new HashMap<>();
    private final Set<Integer> numbers;
    private final Set<Integer> unnamed;
    private final List<Mention> mentions = new ArrayList<>();
    private int list;
    private boolean open;

    SlotLines(Pack pack, AnswerReader answers, int firstList, Set<Integer> unnamed) {
        this.pack = pack;
        this.answers = answers;
        this.echoed = new EchoedAnswer(answers);
        this.list = firstList;
        this.numbers = pack.numbers();
        this.unnamed = new HashSet<>(unnamed);
        if (pack.echoWords() > 0) {
            pack.slots()
                    .forEach(slot ->
                            echoes.put(slot.number(), Echo.of(slot.item().text(), pack.echoWords())));
        }
    }

    Mentions mentions() {
        return new Mentions(mentions, open);
    }

    void add(String line) {
        boolean fence = line.strip().startsWith("```");
        if (line.isBlank() || fence) {
            open = open && !fence;
            return;
        }
        Matcher start = START.matcher(line);
        open = start.lookingAt() && beginsSlot(start, line);
        if (open) {
            addSlots(Slot.numberOf(start.group(2)), line.substring(bodyStart(start)));
        } else {
            addNote(line);
        }
    }

    /** A number without brackets begins a slot if a separator follows, or if it is the pack's and an answer follows. */
    private boolean beginsSlot(MatchResult start, String line) {
        int number = Slot.numberOf(start.group(2));
        if (isBracketed(start)) {
            return true;
        }
        boolean separated = start.group(4) != null || start.group(3) != null;
        return (separated && numbers.contains(number)) || answersSomething(line.substring(start.end()));
    }

    /** What separates a bracketed number from its answer could be the answer's own first character. */
    private static int bodyStart(MatchResult start) {
        return isBracketed(start) && start.group(4) != null ? start.start(4) : start.end();
    }

    private static boolean isBracketed(MatchResult start) {
        return start.group(1) != null && start.group(3) != null;
    }

    private void addSlots(int first, String rest) {
        List<MatchResult> further = rest.indexOf('[') < 0 && rest.indexOf(',') < 0 && rest.indexOf(';') < 0
                ? List.of()
                : INSIDE.matcher(rest).results().toList();
        int number = first;
        int from = 0;
        int search = echoEnd(rest, from, number);
        for (int i = 0; i < further.size(); i++) {
            MatchResult next = further.get(i);
            int end = i + 1 < further.size() ? further.get(i + 1).start() : rest.length();
            if (next.start() >= search && isSlot(next, rest, end)) {
                mention(number, rest.substring(from, next.start()));
                number = number(next);
                from = next.end();
                search = echoEnd(rest, from, number);
            }
        }
        mention(number, rest.substring(from));
    }

    /** The pack's own numbers always name their slots; others in brackets do where an answer follows them in a list. */
    private boolean isSlot(MatchResult next, String rest, int end) {
        if (numbers.contains(number(next))) {
            return true;
        }
        int before = next.start() - 1;
        while (before >= 0 && (rest.charAt(before) == '*' || Stray.isBlank(rest.charAt(before)))) {
            before--;
        }
        boolean listed = before >= 0 && ",;|".indexOf(rest.charAt(before)) >= 0;
        return next.group(1) != null && listed && answersSomething(rest.substring(next.end(), end));
    }

    private static int number(MatchResult inside) {
        return Slot.numberOf(inside.group(1) == null ? inside.group(2) : inside.group(1));
    }

    private int echoEnd(String rest, int from, int number) {
        int start = from;
        while (start < rest.length() && Character.isWhitespace(rest.charAt(start))) {
            start++;
        }
        @Nullable String echo = echoes.get(number);
        return echo != null && rest.startsWith(echo, start) ? start + echo.length() : from;
    }

    private void mention(int number, String body) {
        unnamed.remove(number);
        if (body.isBlank()) {
            mentions.add(Mention.broken(number, list, Trouble.MISSING));
            return;
        }
        if (pack.echoWords() > 0) {
            mentions.add(echoed.read(number, list, body, echoes.get(number)));
            return;
        }
        Mention mention = Mention.telling(number, list, null, answers.read(body));
        mentions.add(mention.answers() && !answers.isPlain(body) ? mention.withComment() : mention);
    }

    /** After a complete list a note that names a slot again throws doubt on it. */
    private void addNote(String line) {
        if (!mentions.isEmpty()) {
            list++;
        }
        if (unnamed.isEmpty()) {
            NUMBER.matcher(line)
                    .results()
                    .map(number -> Slot.numberOf(number.group()))
                    .filter(numbers::contains)
                    .forEach(number -> mentions.add(
                            Mention.telling(number, list, null, new Outcome.Troubled(Trouble.CONTRADICTED))));
        }
    }

    private boolean answersSomething(String body) {
        return answers.read(body).answer().isPresent();
    }
}
