package dev.sheaf.pack;

import dev.sheaf.task.AnswerShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognises a task's labels in what a model wrote for one slot, with case, quotes, bold and punctuation round them, a
 * reason behind them or an arrow before them. What could be two labels is none.
 */
final class LabelReader {
    private static final Pattern LEAD =
            Pattern.compile("^(?:labels?|answer|category|class|result)\\s*[:=]\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern ARROW = Pattern.compile("→|->|=>|⇒");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern LIST = Pattern.compile("\\|");
    private static final Pattern LOOSE_LIST = Pattern.compile("[|,;/]");
    private static final int MOST_ARROWS = 8;
    /** More cells than this belong to no table; what is left of a text then is read as one. */
    private static final int EMPTY_CELLS = 64;
    /** How much of a reason is searched for a second label. */
    private static final int REASON = 400;

    private final AnswerShape.Labels labels;
    private final String none;
    private final List<String> words;
    private final LabelIndex index;

    LabelReader(AnswerShape.Labels labels) {
        this.labels = labels;
        this.none = none(labels);
        var all = new ArrayList<>(labels.names());
        if (labels.allowNone()) {
            all.add(none);
        }
        this.words = List.copyOf(all);
        this.index = new LabelIndex(words);
    }

    /** The word that stands for "no label" in prompts: one that is no label of the task. */
    static String none(AnswerShape.Labels labels) {
        Set<String> taken = Set.copyOf(
                labels.names().stream().map(LabelIndex::key).distinct().toList());
        String word = "NONE";
        for (String more = "NO_LABEL"; taken.contains(LabelIndex.key(word)); more += "_FITS") {
            word = more;
        }
        return word;
    }

    /** The labels that a text names, in the task's order; absent where it names none for certain. */
    Optional<List<String>> read(String text) {
        if (Stray.lead(text) == text.length()) {
            return list(text).map(this::inOrder);
        }
        return list(text)
                .or(() -> agreed(Stream.of(afterArrow(text), bold(text), beforeReason(text), cell(text))))
                .map(this::inOrder);
    }

    /** Whether a text is labels and nothing else: no reason, no comment. */
    boolean isPlain(String text) {
        return list(text).isPresent();
    }

    /** Whether some label holds the text, so that it cannot be told from a part of an answer. */
    boolean isPartOfLabel(String text) {
        return list(text).isPresent() || words.stream().anyMatch(word -> word.contains(text));
    }

    private List<String> inOrder(List<String> found) {
        Set<String> chosen = Set.copyOf(found);
        return labels.names().stream().filter(chosen::contains).toList();
    }

    /** The labels that are all of a text. */
    private Optional<List<String>> list(String text) {
        Optional<List<String>> one = whole(text).map(List::of);
        if (one.isPresent() || !labels.multiple()) {
            return one;
        }
        int most = words.size() + EMPTY_CELLS;
        return all(LIST.split(text, most))
                .or(() -> all(LOOSE_LIST.split(text, most)))
                .filter(found -> found.size() == 1 || !labels.allowNone() || !found.contains(none));
    }

    /** Every part has to be a label; empty parts are the rules of a table. */
    private Optional<List<String>> all(String[] parts) {
        var found = new ArrayList<String>();
        for (String part : parts) {
            Optional<String> label = whole(part);
            if (label.isEmpty() && !Stray.bare(part).isEmpty()) {
                return Optional.empty();
            }
            label.filter(name -> !found.contains(name)).ifPresent(found::add);
        }
        return Optional.of(found).filter(list -> !list.isEmpty()).map(List::copyOf);
    }

    private Optional<String> whole(String text) {
        return index.find(text).or(() -> {
            Matcher lead = LEAD.matcher(text).region(Stray.lead(text), text.length());
            return lead.lookingAt() ? index.find(text.substring(lead.end())) : Optional.empty();
        });
    }

    /** What all ways of reading that find something find. */
    private static Optional<List<String>> agreed(Stream<Optional<List<String>>> ways) {
        List<Set<String>> found =
                ways.flatMap(Optional::stream).map(Set::copyOf).distinct().toList();
        return found.size() == 1 ? Optional.of(List.copyOf(found.get(0))) : Optional.empty();
    }

    /** What stands before the arrow has to be nothing, or all of it a quotation: a reason can hold arrows too. */
    private Optional<List<String>> afterArrow(String text) {
        return ARROW.matcher(text)
                .results()
                .limit(MOST_ARROWS)
                .filter(arrow -> isQuotation(text.substring(0, arrow.start()).strip()))
                .findFirst()
                .map(arrow -> text.substring(arrow.end()))
                .flatMap(rest -> list(rest).or(() -> agreed(Stream.of(bold(rest), beforeReason(rest)))));
    }

    /** A quotation that ends before the text does holds other words behind it: an apostrophe in a word ends none. */
    private static boolean isQuotation(String text) {
        if (Stray.bare(text).isEmpty()) {
            return true;
        }
        int last = text.length() - 1;
        if (last < 1 || !Stray.isQuote(text.charAt(0)) || !Stray.isQuote(text.charAt(last))) {
            return false;
        }
        for (int i = 1; i < last; i++) {
            boolean inWord =
                    Character.isLetterOrDigit(text.charAt(i - 1)) && Character.isLetterOrDigit(text.charAt(i + 1));
            if (text.charAt(i) == text.charAt(last) && !inWord) {
                return false;
            }
        }
        return true;
    }

    private Optional<List<String>> bold(String text) {
        List<MatchResult> hits = BOLD.matcher(text).results().limit(2).toList();
        boolean leads = hits.size() == 1
                && Stray.bare(text.substring(0, hits.get(0).start())).isEmpty();
        return leads ? list(hits.get(0).group(1)) : Optional.empty();
    }

    /** The longest beginning that is a label and that a reason follows; never a bare word. */
    private Optional<List<String>> beforeReason(String text) {
        int start = Stray.lead(text);
        Matcher lead = LEAD.matcher(text).region(start, text.length());
        int from = lead.lookingAt() ? lead.end() : start;
        int first = Math.max(0, from - index.reach());
        for (int end = Math.min(text.length() - 1, from + index.reach()); end > first; end--) {
            if (Reason.beginsAt(text, end, labels.multiple())) {
                String beginning = text.substring(first, end).strip();
                boolean itself = index.isLabel(beginning);
                Optional<List<String>> found =
                        itself ? Optional.of(List.of(beginning)) : list(text.substring(Math.min(from, end), end));
                if (found.isPresent()) {
                    return (itself || isClosed(text, start, end)) && isReason(text, end) ? found : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** A label that begins in a quotation has to end with it. */
    private static boolean isClosed(String text, int start, int end) {
        boolean quoted = text.substring(0, start).chars().anyMatch(c -> Stray.isQuote((char) c));
        return !quoted || endsQuoted(text.substring(Math.min(start, end), end));
    }

    private static boolean endsQuoted(String text) {
        return text.substring(Stray.end(text, 0)).chars().anyMatch(c -> Stray.isQuote((char) c));
    }

    /** "A, B" and "A / B" are two labels, not one with a reason, and so is "A, or rather B". */
    private boolean isReason(String text, int at) {
        String reason = text.substring(at, Math.min(text.length(), at + REASON + index.reach()));
        String next = reason.substring(Stray.lead(reason.substring(1)) + 1);
        boolean loose = ",;，；".indexOf(reason.charAt(0)) >= 0;
        return words.stream().noneMatch(label -> startsWithWord(next, 0, label) || (loose && holdsWord(reason, label)));
    }

    private static boolean holdsWord(String text, String label) {
        for (int at = text.indexOf(label); at >= 0; at = text.indexOf(label, at + 1)) {
            if ((at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1))) && startsWithWord(text, at, label)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWithWord(String text, int at, String label) {
        int end = at + label.length();
        return text.regionMatches(true, at, label, 0, label.length())
                && (text.length() == end || !Character.isLetterOrDigit(text.charAt(end)));
    }

    /** A row of a table: the one cell that is a label. */
    private Optional<List<String>> cell(String text) {
        boolean row =
                text.indexOf('|') >= 0 && (!labels.multiple() || text.strip().endsWith("|"));
        return row ? agreed(Stream.of(LIST.split(text, EMPTY_CELLS)).map(this::list)) : Optional.empty();
    }
}
