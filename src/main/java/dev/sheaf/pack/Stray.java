package dev.sheaf.pack;

/** Characters that models put round a label without meaning anything by them. */
final class Stray {
    private static final String QUOTES = "\"'`´“”„‟‘’‚«»‹›「」『』";
    private static final String BEFORE = QUOTES + "*_#<([{|:：=>→⇒➜–—−~-.)";
    private static final String AFTER = QUOTES + "*_>)]}|.,;:!?。，、；：！？";
    /** Directly before a digit these change what the number says. */
    private static final String SIGNS = "-−–—+~<>=.";

    private Stray() {}

    static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    /** White space of any kind, and characters that are not seen at all, such as marks of direction. */
    static boolean isBlank(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT
                || c == 0xfe0f;
    }

    /** The text without what is stray at both its ends. */
    static String bare(String text) {
        int start = lead(text);
        return text.substring(start, end(text, start));
    }

    /** Where the text begins behind what is stray. */
    static int lead(String text) {
        int start = 0;
        while (start < text.length()) {
            int c = text.codePointAt(start);
            if (!isOneOf(BEFORE, c) || isSign(text, start)) {
                break;
            }
            start += Character.charCount(c);
        }
        return start;
    }

    /** Where the text that begins at a place ends before what is stray. */
    static int end(String text, int start) {
        int end = text.length();
        while (end > start) {
            int c = text.codePointBefore(end);
            if (!isOneOf(AFTER, c)) {
                break;
            }
            end -= Character.charCount(c);
        }
        return end;
    }

    private static boolean isSign(String text, int at) {
        char c = text.charAt(at);
        boolean beforeDigit = at + 1 < text.length() && Character.isDigit(text.codePointAt(at + 1));
        boolean enclosed = c == '<' && text.indexOf('>', at) > 0;
        return beforeDigit && SIGNS.indexOf(c) >= 0 && !enclosed;
    }

    private static boolean isOneOf(String set, int c) {
        return set.indexOf(c) >= 0 || isBlank(c) || Character.getType(c) == Character.OTHER_SYMBOL;
    }
}
