package dev.sheaf.pack;

import dev.sheaf.task.Item;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The first words of an item, which its answer repeats so that a move to a neighbour shows. */
final class Echo {
    static final int MOST_WORDS = 5;
    /** More words than asked for are an echo too. */
    private static final int MORE_WORDS = 12;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final List<String> expected = new ArrayList<>();
    private final Map<Integer, String> beginnings = new HashMap<>();
    private final List<Slot> slots;

    /** The echoes that a pack's answers begin with. */
    Echo(Pack pack) {
        this.slots = pack.slots();
        slots.forEach(slot -> expected.add(key(of(slot.item().text(), pack.echoWords()))));
    }

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

    /**
     * Whether an echo is that of the slot at a place: letters and digits count; a few words more or less do no harm
     * where they can be no other slot's.
     */
    boolean isOf(int place, String echo) {
        String given = key(echo);
        if (given.equals(expected.get(place))) {
            return true;
        }
        return !given.isEmpty() && beginning(place).startsWith(given) && isNoOthers(place, given);
    }

    private boolean isNoOthers(int place, String given) {
        for (int i = 0; i < slots.size(); i++) {
            if (i != place && (expected.get(i).equals(given) || beginning(i).startsWith(given))) {
                return false;
            }
        }
        return true;
    }

    private String beginning(int place) {
        return beginnings.computeIfAbsent(place, i -> key(of(slots.get(i).item().text(), MORE_WORDS)));
    }

    private static boolean tellsNeighboursApart(List<Item> items, int words) {
        for (int i = 1; i < items.size(); i++) {
            String before = key(of(items.get(i - 1).text(), words));
            if (before.equals(key(of(items.get(i).text(), words)))) {
                return false;
            }
        }
        return true;
    }

    /** Letters and digits; where there are none, whatever there is. */
    private static String key(String text) {
        boolean plain = text.chars().allMatch(c -> c < 0x80);
        String folded = (plain ? text : Normalizer.normalize(text, Normalizer.Form.NFKC)).toLowerCase(Locale.ROOT);
        var words = new StringBuilder(folded.length());
        for (int i = 0; i < folded.length(); ) {
            int c = folded.codePointAt(i);
            i += Character.charCount(c);
            if (isLetterOrMark(c)) {
                words.appendCodePoint(c);
            } else if (words.length() > 0 && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
        }
        String key = words.toString().strip();
        return key.isEmpty() ? SPACE.matcher(folded).replaceAll("") : key;
    }

    private static boolean isLetterOrMark(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }
}
