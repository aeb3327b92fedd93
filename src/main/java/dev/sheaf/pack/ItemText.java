package dev.sheaf.pack;

import java.util.regex.Pattern;

/** How an item's text stands in a prompt: its further lines are indented, so that no line of it can begin a slot. */
final class ItemText {
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private ItemText() {}

    static String indented(String text) {
        boolean oneLine = text.chars()
                .noneMatch(c ->
                        c == '\n' || c == '\r' || c == 0x0b || c == 0x0c || c == 0x85 || c == 0x2028 || c == 0x2029);
        return oneLine ? text : LINE_BREAK.matcher(text).replaceAll("$0  ");
    }

    static void append(StringBuilder prompt, int number, String text) {
        prompt.append('[').append(number).append("] ").append(indented(text)).append('\n');
    }
}
