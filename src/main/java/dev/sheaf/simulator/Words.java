package dev.sheaf.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A text's words, as far as they carry meaning, and how it feels about things. */
record Words(List<String> stems, int polarity) {
    private static final Set<String> EMPTY = Set.of(
            ("a an and are as at be been but by can could did do does for from had has have how i if in into is it its me"
                            + " my of on or our so than that the their them then there they this to was we were what when"
                            + " where which while who why will with would you your about any some just am")
                    .split(" "));

    /** Words by runs of letters and digits; {@code camelCase} and {@code snake_case} are several words. */
    static Words of(CharSequence text) {
        List<String> stems = new ArrayList<>();
        Polarity polarity = new Polarity();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && part(text.charAt(i));
            if (start >= 0 && (!inside || hump(text, i))) {
                add(text.subSequence(start, i).toString().toLowerCase(Locale.ROOT), stems, polarity);
                start = -1;
            }
            if (inside && start < 0) {
                start = i;
            }
        }
        return new Words(stems, polarity.sum());
    }

    private static boolean part(char c) {
        return Character.isLetterOrDigit(c) || c == '\'' || c == '’';
    }

    private static boolean hump(CharSequence text, int i) {
        return Character.isUpperCase(text.charAt(i)) && Character.isLowerCase(text.charAt(i - 1));
    }

    private static void add(String word, List<String> stems, Polarity polarity) {
        polarity.hear(word);
        if (!EMPTY.contains(word)) {
            stems.add(stem(word));
        }
    }

    /** Cuts the commonest English endings. */
    static String stem(String word) {
        String bare = word.replace("’", "'");
        int quote = bare.indexOf('\'');
        String stem = quote > 1 ? bare.substring(0, quote) : bare;
        for (String ending : List.of("ing", "ed", "es", "s", "e", "y")) {
            if (stem.length() > ending.length() + 2 && stem.endsWith(ending)) {
                return stem.substring(0, stem.length() - ending.length());
            }
        }
        return stem;
    }
}
