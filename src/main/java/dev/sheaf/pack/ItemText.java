package dev.sheaf.pack;

import java.util.regex.Pattern;

/** How an item's text stands in a prompt: its further lines are indented, so that no line of it can begin a slot. */
final class ItemText {
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private ItemText() {}

    static String indented(String text) {
        return isOneLine(text) ? text : LINE_BREAK.matcher(text).replaceAll("$0  ");
    }

    /** Read for every item, some of them twice: a stream of characters took a fourth of the time of packing a file. */
    private static boolean isOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 ? c >= '\n' && c <= '\r' : c == 0x85 || c == 0x2028 || c == 0x2029) {
                return false;
            }
        }
        return true;
    }

    /** What is added to an item's text. */
    static String marker(int number) {
        return "[" + number + "] \n";
    }

    static void append(StringBuilder prompt, int number, String text) {
        prompt.append('[').append(number).append("] ").append(indented(text)).append('\n');
    }
}
