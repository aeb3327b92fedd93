package dev.sheaf.simulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a prompt numbers its items, at the start of a line. */
enum Marker {
    BRACKET("\\[(?<n>\\d{1,9})\\][ \\t]?", "[", "] "),
    HASH("#(?<n>\\d{1,9})[:.)]?[ \\t]+", "#", " "),
    PARENTHESIS("(?<n>\\d{1,9})\\)[ \\t]+", "", ") "),
    DOT("(?<n>\\d{1,9})\\.[ \\t]+", "", ". "),
    WORD(
            "(?i:item|text|comment|review|message|question|post|tweet|sentence|document|ticket|email|row|record)"
                    + "[ \\t]*#?(?<n>\\d{1,9})[ \\t]*[:.)][ \\t]*",
            "Item ",
            ": ");

    private final Pattern pattern;
    private final String before;
    private final String after;

    Marker(String pattern, String before, String after) {
        this.pattern = Pattern.compile(pattern);
        this.before = before;
        this.after = after;
    }

    /** A matcher that has found this marker at the line's start, or has not. */
    Matcher at(String line) {
        return pattern.matcher(line);
    }

    String before(String slot, String rest) {
        return before + slot + after + rest;
    }
}
