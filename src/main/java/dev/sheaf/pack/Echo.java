package dev.sheaf.pack;

import dev.sheaf.task.Item;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The first words of an item, which its answer repeats so that a move to a neighbour shows. */
final class Echo {
    static final int MOST_WORDS = 5;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern NOT_ALNUM = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Echo() {}

    /** The fewest words, up to five, that tell every item from the one before it in the prompt's order. */
    static int wordsFor(List<Item> items) {
        for (int words = 1; words < MOST_WORDS; words++) {
            if (tellsNeighboursApart(items, words)) {
                return words;
            }
        }
        return MOST_WORDS;
    }

    static String of(String text, int words) {
        String[] all = SPACE.split(text.strip(), words + 1);
        return String.join(" ", List.of(all).subList(0, Math.min(words, all.length)));
    }

    /** Whether a reply's echo is this item's: letters and digits count, and a word more does no harm. */
    static boolean matches(String echo, String text, int words) {
        String given = folded(echo);
        String expected = folded(of(text, words));
        if (expected.isEmpty() || given.isEmpty()) {
            return of(echo, words).equals(of(text, words)) || expected.equals(given);
        }
        return given.equals(expected) || given.equals(folded(of(text, words + 1)));
    }

    private static boolean tellsNeighboursApart(List<Item> items, int words) {
        for (int i = 1; i < items.size(); i++) {
            String before = folded(of(items.get(i - 1).text(), words));
            if (before.equals(folded(of(items.get(i).text(), words)))) {
                return false;
            }
        }
        return true;
    }

    private static String folded(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return NOT_ALNUM.matcher(folded).replaceAll(" ").strip();
    }
}
