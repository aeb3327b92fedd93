package dev.sheaf.task;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes one text of an item's columns: {@code {title}\n{body}}. A brace that is doubled stands for itself.
 *
 * @param text the template as the user wrote it
 */
public record InputTemplate(String text) {
    private static final Pattern PIECE = Pattern.compile("\\{\\{|}}|\\{([^{}\\n]+)}");

    /** The columns that the template reads, in its order. */
    public Set<String> columns() {
        var names = new LinkedHashSet<String>();
        for (Matcher piece = PIECE.matcher(text); piece.find(); ) {
            Optional.ofNullable(piece.group(1)).ifPresent(names::add);
        }
        return names;
    }

    /** The text of one row; a column that the row lacks is empty. */
    public String fill(Map<String, String> row) {
        return PIECE.matcher(text).replaceAll(piece -> Matcher.quoteReplacement(value(piece.group(), row)));
    }

    private static String value(String piece, Map<String, String> row) {
        return switch (piece) {
            case "{{" -> "{";
            case "}}" -> "}";
            default -> row.getOrDefault(piece.substring(1, piece.length() - 1), "");
        };
    }
}
