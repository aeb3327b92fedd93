package dev.sheaf.pack;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the label that a text is, as it stands or but for case, stray punctuation, kinds of white space, dashes and
 * apostrophes. Labels that differ in nothing else are told apart only where the text holds one of them letter by letter.
 */
final class LabelIndex {
    /** A text that is longer than the longest label by more than this is none. */
    private static final int MOST_STRAY = 64;

    /** What is left over a lower-case İ; with and without dot are the same letter in capitals somewhere. */
    private static final int DOT_ABOVE = 0x307;

    private final Set<String> exact = new HashSet<>();
    private final Map<String, List<String>> loose = new HashMap<>();
    private final int longest;

    LabelIndex(List<String> labels) {
        exact.addAll(labels);
        labels.forEach(label ->
                loose.computeIfAbsent(key(label), key -> new ArrayList<>(1)).add(label));
        this.longest = labels.stream().mapToInt(String::length).max().orElse(0);
    }

    /** How far into a text a label can reach. */
    int reach() {
        return longest + MOST_STRAY;
    }

    boolean isLabel(String text) {
        return exact.contains(text);
    }

    Optional<String> find(String text) {
        if (exact.contains(text)) {
            return Optional.of(text);
        }
        String stripped = text.strip();
        if (exact.contains(stripped)) {
            return Optional.of(stripped);
        }
        return stripped.length() > reach() ? Optional.empty() : findLoosely(stripped);
    }

    private Optional<String> findLoosely(String text) {
        String key = key(text);
        List<String> candidates = loose.getOrDefault(key, List.of());
        boolean certain = candidates.size() == 1 && !key.isEmpty() && !holdsSymbol(candidates.get(0));
        return certain ? Optional.of(candidates.get(0)) : letterByLetter(text, candidates);
    }

    private static Optional<String> letterByLetter(String text, List<String> candidates) {
        List<String> held = candidates.stream()
                .filter(text::contains)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        boolean tied = held.size() > 1 && held.get(0).length() == held.get(1).length();
        return tied ? Optional.empty() : held.stream().findFirst();
    }

    private static boolean holdsSymbol(String label) {
        return label.codePoints().anyMatch(c -> Character.getType(c) == Character.OTHER_SYMBOL);
    }

    /** What is left of a text when everything is taken away that models change without meaning it. */
    static String key(String text) {
        String bare = Stray.bare(text);
        boolean plain = bare.chars().allMatch(c -> c < 0x80);
        String folded = (plain ? bare : Normalizer.normalize(bare, Normalizer.Form.NFKC)).toLowerCase(Locale.ROOT);
        var key = new StringBuilder(folded.length());
        for (int i = 0; i < folded.length(); ) {
            int c = folded.codePointAt(i);
            append(key, c, folded, i);
            i += Character.charCount(c);
        }
        return key.toString().strip();
    }

    private static void append(StringBuilder key, int c, String text, int at) {
        if (isSpace(c, text, at)) {
            if (key.length() > 0 && key.charAt(key.length() - 1) != ' ') {
                key.append(' ');
            }
        } else if (Character.getType(c) == Character.DASH_PUNCTUATION || c == '−') {
            key.append('-');
        } else if (c == '’' || c == '‘' || c == '`' || c == '´') {
            key.append('\'');
        } else if (c == 'ı') {
            key.append('i');
        } else if (c != '*' && c != DOT_ABOVE && !Stray.isBlank(c)) {
            key.appendCodePoint(c);
        }
    }

    private static boolean isSpace(int c, String text, int at) {
        boolean hyphen = c == '-'
                && at > 0
                && at + 1 < text.length()
                && Character.isLetterOrDigit(text.codePointBefore(at))
                && Character.isLetterOrDigit(text.codePointAt(at + 1));
        return c == '_' || hyphen || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
