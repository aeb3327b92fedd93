package dev.sheaf.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the allowed labels in words: a list under a heading, a list after a heading on its own line, or an enumeration
 * within a sentence ("as POSITIVE, NEGATIVE or NEUTRAL").
 */
final class LabelFinder {
    private static final Pattern HEADING = Pattern.compile(
            "(?i)[^:]{0,60}\\b(?:labels?|categories|category|classes|tags|themes|topics|options|intents)\\b[^:]{0,60}:(.*)");
    private static final Pattern BULLET = Pattern.compile("[ \\t]*[-*•][ \\t]+(\\S.*)");
    private static final Pattern DESCRIBED = Pattern.compile("(.{1,200}?)(?::| [-–—])[ \\t]+(.*)");
    private static final String QUOTED = "\"[^\"\\n]{1,80}\"|'[^'\\n]{1,80}'|`[^`\\n]{1,80}`";
    private static final String NAME = "(?:" + QUOTED + "|[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,60})";
    private static final String BETWEEN = "(?:\\s{0,3}[,|/]\\s{0,3}(?:(?:or|and)\\s)?|\\s(?:or|and)\\s)";
    private static final String LIST = "(" + NAME + "(?:" + BETWEEN + NAME + "){1,99})";
    private static final List<Pattern> SENTENCES = List.of(
            Pattern.compile(
                    "(?i)\\b(?:one of|either|labell?ed|as|into|between|whether|with)(?: either| one of)?:?\\s" + LIST),
            Pattern.compile("((?:" + QUOTED + ")(?:" + BETWEEN + "(?:" + QUOTED + ")){1,99})"),
            Pattern.compile("(\\b[A-Z][A-Z0-9_-]+(?:" + BETWEEN + "[A-Z][A-Z0-9_-]+\\b){1,99})"),
            Pattern.compile("(?i)\\b((?:yes or no)|(?:true or false))\\b"));
    private static final Pattern SEPARATOR = Pattern.compile(BETWEEN);

    private LabelFinder() {}

    static List<Label> find(String words) {
        List<String> lines = words.lines().toList();
        List<Label> block = block(lines);
        if (!block.isEmpty()) {
            return block;
        }
        List<Label> headed = headed(lines);
        if (headed.size() > 1) {
            return headed;
        }
        List<Label> sentence = inSentence(words);
        if (sentence.size() > 1) {
            return sentence;
        }
        List<Label> bullets = bullets(lines, firstBullet(lines));
        return bullets.size() > 1 ? bullets : headed;
    }

    /** The last list under a heading that says nothing else: what stands before it is instructions. */
    private static List<Label> block(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).strip().equalsIgnoreCase("labels:")) {
                return bullets(lines, i + 1);
            }
        }
        return List.of();
    }

    private static List<Label> headed(List<String> lines) {
        List<Label> alone = List.of();
        for (int i = 0; i < lines.size(); i++) {
            Matcher heading = HEADING.matcher(lines.get(i));
            if (heading.matches()) {
                String rest = heading.group(1).strip();
                List<Label> found = rest.isEmpty() ? bullets(lines, i + 1) : enumerated(rest);
                if (found.size() > 1) {
                    return found;
                }
                alone = alone.isEmpty() && rest.isEmpty() ? found : alone;
            }
        }
        return alone;
    }

    private static int firstBullet(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (BULLET.matcher(lines.get(i)).matches()) {
                return i;
            }
        }
        return lines.size();
    }

    private static List<Label> bullets(List<String> lines, int from) {
        Map<String, Label> labels = new LinkedHashMap<>();
        for (int i = from; i < lines.size(); i++) {
            Matcher bullet = BULLET.matcher(lines.get(i));
            if (bullet.matches()) {
                Label label = described(bullet.group(1).strip());
                labels.putIfAbsent(label.name(), label);
            } else if (!labels.isEmpty() || !lines.get(i).isBlank()) {
                break;
            }
        }
        return List.copyOf(labels.values());
    }

    private static Label described(String text) {
        Matcher described = DESCRIBED.matcher(text);
        return described.matches()
                ? new Label(bare(described.group(1)), described.group(2).strip())
                : new Label(bare(text), "");
    }

    private static List<Label> enumerated(String text) {
        String list = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        List<Label> labels = new ArrayList<>();
        for (String name : list.contains(",") ? list.split(",\\s*(?:(?:or|and)\\s)?") : SEPARATOR.split(list)) {
            String bare = bare(name.strip());
            if (bare.isEmpty() || bare.length() > 80 || bare.contains(". ")) {
                return List.of();
            }
            labels.add(new Label(bare, ""));
        }
        return labels;
    }

    private static List<Label> inSentence(String words) {
        for (Pattern sentence : SENTENCES) {
            Matcher found = sentence.matcher(words);
            if (found.find()) {
                List<Label> labels = new ArrayList<>();
                for (String name : SEPARATOR.split(found.group(1))) {
                    labels.add(new Label(bare(name.strip()), ""));
                }
                return labels;
            }
        }
        return List.of();
    }

    private static String bare(String name) {
        String bare = name.startsWith("**") && name.endsWith("**") && name.length() > 4
                ? name.substring(2, name.length() - 2)
                : name;
        boolean quoted = bare.length() > 2
                && "\"'`".indexOf(bare.charAt(0)) >= 0
                && bare.charAt(bare.length() - 1) == bare.charAt(0);
        return quoted ? bare.substring(1, bare.length() - 1) : bare;
    }
}
