package dev.sheaf.pack;

import java.util.BitSet;
import java.util.function.Predicate;

/**
 * Cuts the texts of items out of a reply that repeats them, however it breaks their lines: what stands in them is
 * nobody's answer. Takes time in proportion to reply and texts, whatever they hold.
 */
final class RepeatedTexts {
    /** Shorter texts could be words of the reply itself. */
    private static final int SHORTEST = 12;

    private final String reply;
    private final BitSet markers;
    /** The reply with every run of white space as one space, and where each character comes from. */
    private final StringBuilder squeezed = new StringBuilder();

    private final int[] origins;
    private final BitSet cut = new BitSet();

    private RepeatedTexts(String reply, BitSet markers) {
        this.reply = reply;
        this.markers = markers;
        this.origins = new int[reply.length() + 1];
        for (int i = 0; i < reply.length(); i++) {
            char c = isSpace(reply.charAt(i)) ? ' ' : reply.charAt(i);
            if (c != ' ' || squeezed.isEmpty() || squeezed.charAt(squeezed.length() - 1) != ' ') {
                origins[squeezed.length()] = i;
                squeezed.append(c);
            }
        }
        origins[squeezed.length()] = reply.length();
    }

    /**
     * The reply without the pack's texts.
     *
     * @param markers the places of the reply that name slots: no text can reach into them
     * @param kept texts that could be answers themselves
     */
    static String cut(String reply, Pack pack, BitSet markers, Predicate<String> kept) {
        var texts = new RepeatedTexts(reply, markers);
        for (Slot slot : pack.slots()) {
            texts.cut(slot.item().text(), kept);
        }
        return texts.rest();
    }

    private void cut(String text, Predicate<String> kept) {
        if (text.length() < SHORTEST) {
            return;
        }
        String wanted = squeezed(text);
        boolean telling = wanted.length() >= SHORTEST && wanted.indexOf(' ') > 0;
        if (telling && squeezed.indexOf(wanted.substring(0, SHORTEST)) >= 0 && !kept.test(text.strip())) {
            cutAll(wanted);
        }
    }

    /** Knuth, Morris and Pratt's search: never looks at a character of the reply twice. */
    private void cutAll(String wanted) {
        int[] borders = borders(wanted);
        int matched = 0;
        for (int i = 0; i < squeezed.length(); i++) {
            while (matched > 0 && (matched == wanted.length() || squeezed.charAt(i) != wanted.charAt(matched))) {
                matched = borders[matched - 1];
            }
            if (squeezed.charAt(i) == wanted.charAt(matched)) {
                matched++;
            }
            if (matched == wanted.length()) {
                cut(origins[i + 1 - matched], origins[i] + 1);
            }
        }
    }

    private static int[] borders(String wanted) {
        int[] borders = new int[wanted.length()];
        int length = 0;
        for (int i = 1; i < borders.length; i++) {
            while (length > 0 && wanted.charAt(i) != wanted.charAt(length)) {
                length = borders[length - 1];
            }
            length += wanted.charAt(i) == wanted.charAt(length) ? 1 : 0;
            borders[i] = length;
        }
        return borders;
    }

    private void cut(int from, int to) {
        int marker = markers.nextSetBit(from);
        if (marker < 0 || marker >= to) {
            cut.set(from, to);
        }
    }

    private String rest() {
        if (cut.isEmpty()) {
            return reply;
        }
        var rest = new StringBuilder();
        for (int from = 0; from < reply.length(); ) {
            int start = cut.nextSetBit(from);
            int end = start < 0 ? reply.length() : start;
            rest.append(reply, from, end);
            from = start < 0 ? end : cut.nextClearBit(start);
        }
        return rest.toString();
    }

    private static String squeezed(String text) {
        var squeezed = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = isSpace(text.charAt(i)) ? ' ' : text.charAt(i);
            if (c != ' ' || (!squeezed.isEmpty() && squeezed.charAt(squeezed.length() - 1) != ' ')) {
                squeezed.append(c);
            }
        }
        return squeezed.toString().strip();
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
