package dev.sheaf.pack;

import dev.sheaf.task.AnswerShape;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognises a task's labels in what a model wrote for one slot, with case, quotes, bold and punctuation round them, a
 * reason behind them or an arrow before them. What could be two labels is none.
 */
final class LabelReader {
    private static final String QUOTES = "\"'`“”„‘’«»";
    private static final String BEFORE = QUOTES + "*<([|:=>→–—~- ";
    private static final String AFTER = QUOTES + "*<>)]|.,;:!? ";
    private static final Pattern LEAD =
            Pattern.compile("^(?:labels?|answer|category|class|result)\\s*[:=]\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern ARROW = Pattern.compile("→|->|=>|⇒");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern NOT_ALNUM = Pattern.compile("[^\\p{L}\\p{N}]+");
    /** What may follow a label: the end, or the start of a reason; never a bare word. */
    private static final Pattern REASON =
            Pattern.compile("^[\"'`*“”’»)\\]]*\\s*(?:$|[—–(:;,.|]|-\\s|--|//|because\\b)", Pattern.CASE_INSENSITIVE);

    private static final Pattern LIST = Pattern.compile("\\|");
    private static final Pattern LOOSE_LIST = Pattern.compile("[|,;/]");

    private final AnswerShape.Labels labels;
    private final String none;
    private final Map<String, String> exact = new HashMap<>();
    private final Map<String, String> loose = new HashMap<>();
    private final List<String> longestFirst;

    LabelReader(AnswerShape.Labels labels) {
        this.labels = labels;
        this.none = none(labels);
        List<String> words = new ArrayList<>(labels.names());
        if (labels.allowNone()) {
            words.add(none);
        }
        words.forEach(word -> exact.put(word, word));
        indexLoosely(words);
        this.longestFirst = words.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The word that stands for "no label" in prompts: one that is no label of the task. */
    static String none(AnswerShape.Labels labels) {
        return labels.names().stream().anyMatch("NONE"::equalsIgnoreCase) ? "NO_LABEL" : "NONE";
    }

    /** The labels that a text names, in the task's order; absent where it names none for certain. */
    Optional<List<String>> read(String text) {
        Optional<List<String>> words =
                labels.multiple() ? several(text) : one(text).map(List::of);
        return words.filter(found -> found.size() == 1 || !saysNone(found)).map(this::inOrder);
    }

    private boolean saysNone(List<String> words) {
        return labels.allowNone() && words.contains(none);
    }

    private List<String> inOrder(List<String> words) {
        Set<String> chosen = Set.copyOf(words);
        return saysNone(words)
                ? List.of()
                : labels.names().stream().filter(chosen::contains).toList();
    }

    private Optional<List<String>> several(String text) {
        return whole(text)
                .map(List::of)
                .or(() -> all(LIST.split(text, -1)))
                .or(() -> all(LOOSE_LIST.split(text, -1)))
                .or(() -> one(text).map(List::of));
    }

    /** Every part has to be a label; empty parts are the rules of a table. */
    private Optional<List<String>> all(String[] parts) {
        var found = new ArrayList<String>();
        for (String part : parts) {
            Optional<String> label = whole(part);
            if (label.isEmpty() && !bare(part).isEmpty()) {
                return Optional.empty();
            }
            label.filter(name -> !found.contains(name)).ifPresent(found::add);
        }
        return Optional.of(found).filter(list -> !list.isEmpty()).map(List::copyOf);
    }

    private Optional<String> one(String text) {
        return whole(text).or(() -> agreed(afterArrow(text), bold(text), beforeReason(text), cell(text)));
    }

    /** What all ways of reading that find something find. */
    @SafeVarargs
    private static Optional<String> agreed(Optional<String>... ways) {
        List<String> found =
                Stream.of(ways).flatMap(Optional::stream).distinct().toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private Optional<String> whole(String text) {
        String bare = bare(text);
        return lookUp(text.strip())
                .or(() -> lookUp(bare))
                .or(() -> lookUp(bare(LEAD.matcher(bare).replaceFirst(""))));
    }

    private Optional<String> lookUp(String word) {
        return Optional.ofNullable(exact.get(word)).or(() -> Optional.ofNullable(loose.get(loosened(word))));
    }

    /** What stands before the last arrow has to be nothing, or all of it a quotation: a reason can hold arrows too. */
    private Optional<String> afterArrow(String text) {
        Optional<MatchResult> last = ARROW.matcher(text).results().reduce((first, second) -> second);
        return last.filter(arrow -> isQuotation(text.substring(0, arrow.start()).strip()))
                .map(arrow -> text.substring(arrow.end()))
                .flatMap(rest -> whole(rest).or(() -> agreed(bold(rest), beforeReason(rest))));
    }

    private static boolean isQuotation(String text) {
        return bare(text).isEmpty()
                || (QUOTES.indexOf(text.charAt(0)) >= 0 && QUOTES.indexOf(text.charAt(text.length() - 1)) >= 0);
    }

    private Optional<String> bold(String text) {
        List<MatchResult> hits = BOLD.matcher(text).results().toList();
        boolean leads =
                hits.size() == 1 && bare(text.substring(0, hits.get(0).start())).isEmpty();
        return leads ? whole(hits.get(0).group(1)) : Optional.empty();
    }

    private Optional<String> beforeReason(String text) {
        String start = LEAD.matcher(withoutLead(text)).replaceFirst("");
        return longestFirst.stream()
                .filter(label -> start.regionMatches(true, 0, label, 0, label.length()))
                .findFirst()
                .filter(label -> isReason(start.substring(label.length())));
    }

    /** "A, B" and "A / B" are two labels, not one with a reason. */
    private boolean isReason(String rest) {
        String next = withoutLead(withoutLead(rest).replaceFirst("^[,;.]+", ""));
        return REASON.matcher(rest).lookingAt()
                && longestFirst.stream().noneMatch(label -> startsWithWord(next, label));
    }

    private static boolean startsWithWord(String text, String label) {
        return text.regionMatches(true, 0, label, 0, label.length())
                && (text.length() == label.length() || !Character.isLetterOrDigit(text.charAt(label.length())));
    }

    /** A row of a table: the one cell that is a label. */
    private Optional<String> cell(String text) {
        return agreed(Stream.of(LIST.split(text, -1)).map(this::whole).toArray(Optional[]::new));
    }

    private void indexLoosely(List<String> words) {
        var twice = new ArrayList<String>();
        for (String word : words) {
            String key = loosened(word);
            if (!key.isEmpty() && loose.putIfAbsent(key, word) != null) {
                twice.add(key);
            }
        }
        twice.forEach(loose::remove);
    }

    private static String bare(String text) {
        String start = withoutLead(text);
        int end = start.length();
        while (end > 0 && isOneOf(AFTER, start.charAt(end - 1))) {
            end--;
        }
        return start.substring(0, end);
    }

    private static String withoutLead(String text) {
        int start = 0;
        while (start < text.length() && isOneOf(BEFORE, text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    private static boolean isOneOf(String set, char c) {
        return Character.isWhitespace(c) || set.indexOf(c) >= 0;
    }

    private static String loosened(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return NOT_ALNUM.matcher(folded).replaceAll(" ").strip();
    }
}
