package dev.sheaf.rows;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the columns that a row's text and id stand in. */
public final class TextColumn {
    private static final Set<String> USUAL = Set.of("text", "body", "content", "message", "comment", "review");

    private TextColumn() {}

    /**
     * The column with the text.
     *
     * @param named as the user said; absent: the only column, or the one with a usual name
     * @param option by which the user says so
     * @throws UnfitFile where there is no such column, or more than one
     */
    public static String among(List<String> columns, @Nullable String named, String option) {
        if (named != null) {
            return existing(columns, named, option);
        }
        List<String> usual = columns.stream()
                .filter(column -> columns.size() == 1 || USUAL.contains(column.toLowerCase(Locale.ROOT)))
                .toList();
        if (usual.size() != 1) {
            throw new UnfitFile(
                    "no_text_column",
                    (usual.isEmpty() ? "No column is named as a text" : "Several columns may be the text")
                            + ": say which one with " + option + ". The columns are: " + String.join(", ", columns)
                            + ".");
        }
        return existing(columns, usual.get(0), option);
    }

    /**
     * The column of this name.
     *
     * @throws UnfitFile where there is none, or more than one
     */
    public static String existing(List<String> columns, String named, String option) {
        int times = Collections.frequency(columns, named);
        if (times != 1) {
            throw new UnfitFile(
                    "no_such_column",
                    (times == 0 ? "There is no column" : "More than one column is called") + " \"" + named + "\" ("
                            + option + "). The columns are: " + String.join(", ", columns) + ".");
        }
        return named;
    }
}
