package dev.sheaf.pack;

/** What can follow a label: a dash, a colon, brackets, the end of a sentence, a new line or "because". */
final class Reason {
    private static final String BECAUSE = "because";

    private Reason() {}

    /** Whether a reason can begin at this place; where several labels can be listed, a comma begins none. */
    static boolean beginsAt(String text, int at, boolean listed) {
        char c = text.charAt(at);
        return switch (c) {
            case '(', '\n', '[' -> true;
            case '—', '–' -> !(isDigit(text, at - 1) && isDigit(text, at + 1));
            case ':', '.' -> !isWord(text, at + 1);
            case '：', '。' -> !isDigit(text, at + 1);
            case ',', ';' -> !listed && !isWord(text, at + 1);
            case '，', '；', '|' -> !listed;
            case '-' -> !isWord(text, at + 1) && (at + 1 < text.length() && text.charAt(at + 1) != '>');
            case '/' -> at + 1 < text.length() && text.charAt(at + 1) == '/';
            case ' ', '\t' -> text.regionMatches(true, at + 1, BECAUSE, 0, BECAUSE.length());
            default -> false;
        };
    }

    private static boolean isDigit(String text, int at) {
        return at >= 0 && at < text.length() && Character.isDigit(text.charAt(at));
    }

    private static boolean isWord(String text, int at) {
        return at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }
}
