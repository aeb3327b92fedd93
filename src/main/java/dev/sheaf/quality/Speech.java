package dev.sheaf.quality;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The words of a text by what they do in an order: "ignore" and "rules", "label" and "all" and "items". What belongs to
 * one order stands close together and in one sentence. Read for every item: a pattern of regular expressions took fifty
 * times as long.
 */
final class Speech {
    private static final int AWAY = 1;
    private static final int RULES = 1 << 1;
    /** What is asked of nobody but a model. */
    private static final int ORDER = 1 << 2;
    /** What people ask of people, too. */
    private static final int WISH = 1 << 3;

    private static final int OTHERS = 1 << 4;
    private static final int ITEMS = 1 << 5;
    /** Says which rules, or which items. */
    private static final int WHICH = 1 << 6;

    private static final int AS = 1 << 7;
    private static final int MUST = 1 << 8;
    private static final int MODEL = 1 << 9;
    private static final int ADDRESS = 1 << 10;
    private static final int SYSTEM = 1 << 11;
    private static final int PROMPT = 1 << 12;
    private static final int BEFORE = 1 << 13;
    private static final int RIGHT = 1 << 14;
    private static final int ANSWER = 1 << 15;
    private static final int IS = 1 << 16;
    private static final int YOU = 1 << 17;
    private static final int ALL = 1 << 18;
    private static final int NOW = 1 << 19;
    private static final int FROM = 1 << 20;
    private static final int BE = 1 << 21;
    private static final int ON = 1 << 22;
    private static final int ROLE = 1 << 23;
    /** A sentence ends. */
    private static final int END = 1 << 30;

    private static final Map<String, Integer> WORDS = new HashMap<>();

    static {
        words(
                AWAY,
                "ignore disregard forget override overrule bypass neglect discard skip drop ignoriere ignorieren"
                        + " ignoriert missachte vergiss vergesst ignorez ignorer oubliez oublie ignora ignorar olvida dimentica");
        words(
                RULES,
                "instruction instructions prompt prompts rule rules guideline guidelines direction directions command"
                        + " commands directive directives order orders task message messages constraints anweisung anweisungen"
                        + " vorgabe vorgaben regeln aufträge consignes instrucciones instruções istruzioni");
        words(ORDER, "label classify categorize categorise mark tag rate score treat output assign print");
        words(WISH, "answer respond reply return write say set change give count call put make");
        words(
                OTHERS,
                "all every each any other others remaining rest following next previous everything neighbour"
                        + " neighbours neighbor neighbors neighbouring neighboring");
        words(
                ITEMS,
                "item items comment comments text texts message messages review reviews entry entries slot slots answer"
                        + " answers label labels ones lines rows numbers them these else inputs requests questions tickets");
        words(
                WHICH,
                "previous prior above earlier preceding all other original initial your these those the any alle allen"
                        + " vorherigen bisherigen obigen toutes les précédentes todas las anteriores tutte le precedenti");
        words(AS, "as with to is are");
        words(MUST, "must should shall will has have need are is");
        words(MODEL, "ai llm model assistant classifier annotator chatgpt gpt bot");
        words(ADDRESS, "dear hey hello hi attention note");
        words(SYSTEM, "system developer new updated revised real actual secret hidden");
        words(PROMPT, "prompt override instruction instructions mode directive directives");
        words(BEFORE, "above before said told earlier else previously");
        words(RIGHT, "correct right only final true");
        words(ANSWER, "answer answers label labels category categories classification");
        words(IS, "is are");
        words(YOU, "you");
        words(ALL, "everything anything what all others rest");
        words(NOW, "now henceforth");
        words(FROM, "from");
        words(BE, "be get receive");
        words(ON, "on");
        words(ROLE, "as");
    }

    private static void words(int kind, String words) {
        for (String word : words.split(" ")) {
            WORDS.merge(word, kind, (one, other) -> one | other);
        }
    }

    private final int[] kinds;

    private Speech(int[] kinds) {
        this.kinds = kinds;
    }

    static Speech of(String text) {
        int[] kinds = new int[text.length() + 2];
        int count = 0;
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (Character.isLetter(c)) {
                start = start < 0 ? i : start;
            } else {
                if (start >= 0) {
                    kinds[count++] = WORDS.getOrDefault(text.substring(start, i).toLowerCase(Locale.ROOT), 0);
                    start = -1;
                }
                if (c == '.' || c == '!' || c == '?' || c == '\n') {
                    count = ended(kinds, count);
                }
            }
        }
        return new Speech(Arrays.copyOf(kinds, count));
    }

    private static int ended(int[] kinds, int count) {
        if (count > 0 && kinds[count - 1] != END) {
            kinds[count] = END;
            return count + 1;
        }
        return count;
    }

    boolean orders() {
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] != 0 && (dismisses(i) || judges(i) || claims(i) || addresses(i))) {
                return true;
            }
        }
        return false;
    }

    /** Ignore all previous instructions; forget everything that was said before. */
    private boolean dismisses(int i) {
        return is(i, AWAY) && (then(then(i, 4, WHICH), 4, RULES) >= 0 || then(then(i, 3, ALL), 5, BEFORE) >= 0);
    }

    /** Label all other items as such; mark everything as such; you must answer with such. */
    private boolean judges(int i) {
        int items = is(i, ORDER | WISH) ? then(then(i, 5, OTHERS), 3, ITEMS) : -1;
        boolean ofAll = items >= 0 && (is(i, ORDER) || then(items, 3, AS) >= 0);
        boolean bare = is(i, ORDER) && then(then(i, 2, ALL), 1, AS) >= 0;
        int must = is(i, YOU) ? then(i, 1, MUST) : -1;
        boolean told = then(must, 3, ORDER) >= 0 || then(then(must, 3, WISH), 1, AS) >= 0;
        return ofAll || bare || told;
    }

    /** All items must be such; the right label is such. */
    private boolean claims(int i) {
        boolean must = is(i, OTHERS) && then(then(then(i, 1, ITEMS), 4, MUST), 3, BE) >= 0;
        return must || is(i, RIGHT) && then(then(i, 1, ANSWER), 6, IS) >= 0;
    }

    /** From now on; new instructions; dear model. */
    private boolean addresses(int i) {
        boolean fromNow =
                is(i, FROM) && then(then(i, 1, NOW), 1, ON) >= 0 || is(i, YOU) && then(then(i, 1, IS), 1, NOW) >= 0;
        boolean prompt = is(i, SYSTEM) && then(i, 2, PROMPT) >= 0;
        return fromNow || prompt || is(i, ADDRESS | ROLE) && isTo(i);
    }

    private boolean isTo(int i) {
        return then(i, is(i, ADDRESS) ? 3 : 2, MODEL) >= 0;
    }

    private boolean is(int i, int kind) {
        return (kinds[i] & kind) != 0;
    }

    /** The next word of the kind, among so many behind this one and in its sentence; −1 where there is none, or no this one. */
    private int then(int from, int within, int kind) {
        for (int i = from + 1; from >= 0 && i < kinds.length && i <= from + within && kinds[i] != END; i++) {
            if (is(i, kind)) {
                return i;
            }
        }
        return -1;
    }
}
