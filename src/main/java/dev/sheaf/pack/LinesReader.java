package dev.sheaf.pack;

import dev.sheaf.task.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slots that a reply in lines names: {@code [N] LABEL}, also joined by commas, as a list, a table or bold. An
 * item's own text, where the reply repeats it, is cut out first: what stands in it is nobody's answer.
 */
final class LinesReader {
    /** Shorter texts could be words of the reply itself. */
    private static final int SHORTEST_ECHO = 12;

    private static final Pattern START = Pattern.compile(
            "^[\\s>*•|#\"'`(_-]{0,20}(?:(?:item|slot|no\\.?|number)\\s{0,3})?[*_#]{0,3}(\\[)?\\s?(\\d{1,9})\\s?(])?[*_\"'`)]{0,3}\\s{0,3}(->|=(?!>)|[:.)|–—→\\t-])?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern INSIDE = Pattern.compile("([,;|\\s])\\s*\\*{0,2}\\[(\\d{1,9})]");
    private static final Pattern ECHO_ARROW = Pattern.compile("=>");

    private final AnswerReader answers;

    LinesReader(AnswerReader answers) {
        this.answers = answers;
    }

    List<Mention> read(Pack pack, String text) {
        Map<Integer, String> echoes = new HashMap<>();
        pack.slots()
                .forEach(slot -> echoes.put(slot.number(), Echo.of(slot.item().text(), pack.echoWords())));
        boolean echo = pack.echoWords() > 0;
        var mentions = new ArrayList<Mention>();
        (echo ? text : withoutEchoes(pack, text))
                .lines()
                .filter(line -> !line.strip().startsWith("```"))
                .forEach(line -> readLine(line, echoes, echo, mentions));
        return mentions;
    }

    private void readLine(String line, Map<Integer, String> echoes, boolean echo, List<Mention> mentions) {
        Matcher start = START.matcher(line);
        if (!start.find() || (!isBracketed(start) && start.group(4) == null && start.group(3) == null)) {
            return;
        }
        int number = Integer.parseInt(start.group(2));
        String rest = line.substring(start.end());
        boolean named = echoes.containsKey(number) || isBracketed(start) || answersSomething(rest);
        if (named) {
            readBodies(number, rest, echoes, echo, mentions);
        }
    }

    /** A line can go on with further slots; what an echo holds is none. */
    private void readBodies(int first, String rest, Map<Integer, String> echoes, boolean echo, List<Mention> mentions) {
        int number = first;
        int from = 0;
        Matcher inside = INSIDE.matcher(rest);
        int search = echoEnd(rest, from, echoes.get(number));
        while (search <= rest.length() && inside.find(search)) {
            int next = Integer.parseInt(inside.group(2));
            boolean joined = ",;".contains(inside.group(1)) && answersSomething(upToNext(rest, inside.end()));
            search = inside.end();
            if (echoes.containsKey(next) || joined) {
                mentions.add(mention(number, rest.substring(from, inside.start()), echo));
                number = next;
                from = inside.end();
                search = echoEnd(rest, from, echoes.get(number));
            }
        }
        mentions.add(mention(number, rest.substring(from), echo));
    }

    private static int echoEnd(String rest, int from, @Nullable String echo) {
        int start = from;
        while (start < rest.length() && Character.isWhitespace(rest.charAt(start))) {
            start++;
        }
        return echo != null && rest.startsWith(echo, start) ? start + echo.length() : from;
    }

    private static String upToNext(String rest, int from) {
        Matcher next = INSIDE.matcher(rest);
        return rest.substring(from, next.find(from) ? next.start() : rest.length());
    }

    private Mention mention(int number, String body, boolean echo) {
        int arrow = echo ? lastArrow(body) : -1;
        String answer = arrow < 0 ? body : body.substring(arrow + 2);
        @Nullable String repeated = arrow < 0 ? null : body.substring(0, arrow).strip();
        return answer.isBlank() ? Mention.empty(number) : new Mention(number, repeated, answers.read(answer), false);
    }

    private static int lastArrow(String body) {
        return ECHO_ARROW
                .matcher(body)
                .results()
                .mapToInt(hit -> hit.start())
                .max()
                .orElse(-1);
    }

    private boolean answersSomething(String body) {
        return answers.read(body).answer().isPresent();
    }

    private static boolean isBracketed(Matcher start) {
        return start.group(1) != null && start.group(3) != null;
    }

    private String withoutEchoes(Pack pack, String text) {
        String rest = text;
        for (Slot slot : pack.slots()) {
            for (String echo : echoes(slot.item())) {
                rest = rest.contains(echo) ? rest.replace(echo, "") : rest;
            }
        }
        return rest;
    }

    private List<String> echoes(Item item) {
        String text = item.text().strip();
        boolean telling = text.length() >= SHORTEST_ECHO
                && text.chars().anyMatch(Character::isWhitespace)
                && !answersSomething(text);
        return telling ? List.of(text, text.replaceAll("\\s+", " ")) : List.of();
    }
}
