package dev.sheaf.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Faults in how the answers are written down. */
final class TextFaults {
    private static final List<String> BEFORE = List.of(
            "Sure! Here are the results:\n\n", "Certainly. I went through the list item by item.\n\n", "Answer:\n");
    private static final List<String> AFTER = List.of(
            "\n\nLet me know if you would like an explanation for any of them!",
            "\n\nNote: some of the texts were ambiguous.",
            "\n\nI hope this helps.");
    private static final List<String> NOTES =
            List.of(" (clear from the wording)", " - judging by its tone", " // fairly sure");

    private final ObjectMapper json;
    private final Reading reading;
    private final SplittableRandom random;

    TextFaults(ObjectMapper json, Reading reading, SplittableRandom random) {
        this.json = json;
        this.reading = reading;
        this.random = random;
    }

    /** All but those that depend on where in the reply the text stands. */
    String apply(Set<Fault> faults, String text) {
        String spoilt = text;
        if (faults.contains(Fault.NEXT_TURN)) {
            spoilt = spoilt + nextTurn();
        }
        if (faults.contains(Fault.SINGLE_QUOTES)) {
            spoilt = singleQuoted(spoilt);
        }
        if (faults.contains(Fault.COMMA_JOINED)) {
            spoilt = spoilt.lines().filter(line -> !line.isBlank()).collect(Collectors.joining(", "));
        }
        if (faults.contains(Fault.MALFORMED)) {
            spoilt = malformed(spoilt);
        }
        return faults.contains(Fault.FENCES) ? fenced(spoilt) : spoilt;
    }

    private String nextTurn() {
        List<SlotAnswer> others = reading.asked().stream()
                .map(asked -> reading.question().other(asked, random.nextLong()))
                .toList();
        String again = reading.question().form().write(others);
        return random.nextBoolean() ? "\n\nUser: And these?\n\nAssistant:\n" + again : "\n\n" + again;
    }

    private boolean isJson() {
        return reading.question().form().json();
    }

    private String fenced(String text) {
        return (isJson() && random.nextBoolean() ? "```json\n" : "```\n") + text + "\n```";
    }

    String prose(String text) {
        if (!isJson() && reading.question().form().numbered() && random.nextInt(3) == 0) {
            return text.lines()
                    .map(line -> line.isBlank() ? line : line + NOTES.get(random.nextInt(NOTES.size())))
                    .collect(Collectors.joining("\n"));
        }
        return BEFORE.get(random.nextInt(BEFORE.size())) + text + AFTER.get(random.nextInt(AFTER.size()));
    }

    /** Ends somewhere in the second half, never at the end. */
    String cut(String text) {
        int half = text.length() / 2;
        int end = half + (text.length() - half > 1 ? random.nextInt(text.length() - half) : 0);
        return text.substring(0, Character.isHighSurrogate(end > 0 ? text.charAt(end - 1) : 'x') ? end - 1 : end);
    }

    private String malformed(String text) {
        int end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
        int middle = text.indexOf('"', text.length() / 2);
        String broken =
                switch (random.nextInt(3)) {
                    case 0 -> text.substring(0, Math.max(0, end)) + '"' + text.substring(Math.max(0, end));
                    case 1 -> middle < 0 ? text : text.substring(0, middle) + text.substring(middle + 1);
                    default -> text.replaceFirst(":", "");
                };
        return parses(broken) ? text.substring(0, Math.max(0, end)) : broken;
    }

    private boolean parses(String text) {
        try {
            json.readTree(text);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** As Python prints a dict: single quotes where the string holds none, True, False, None. */
    static String singleQuoted(String text) {
        StringBuilder python = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf('"', at);
            python.append(constants(text.substring(at, start < 0 ? text.length() : start)));
            if (start < 0) {
                break;
            }
            at = closing(text, start) + 1;
            python.append(string(text.substring(start, at)));
        }
        return python.toString();
    }

    private static int closing(String text, int open) {
        int i = open + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, text.length() - 1);
    }

    private static String string(String quoted) {
        if (quoted.indexOf('\'') >= 0) {
            return quoted;
        }
        return "'" + quoted.substring(1, Math.max(1, quoted.length() - 1)).replace("\\\"", "\"") + "'";
    }

    private static String constants(String between) {
        return between.replace("true", "True")
                .replace("false", "False")
                .replace("null", "None")
                .replace(":", ": ")
                .replace(",", ", ");
    }
}
