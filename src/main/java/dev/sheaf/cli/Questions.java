package dev.sheaf.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.Json;
import dev.sheaf.rows.Reason;
import dev.sheaf.rows.Row;
import dev.sheaf.rows.SeenIds;
import dev.sheaf.rows.TextColumn;
import dev.sheaf.rows.UnfitFile;
import dev.sheaf.rows.Utf8;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of each row what is asked about it. */
final class Questions {
    private final boolean wholeRows;
    private final @Nullable String textOption;
    private final @Nullable String idOption;
    private final SeenIds seen = new SeenIds();
    private @Nullable String textColumn;
    private boolean begun;
    private long number;

    /**
     * @param wholeRows whether the task takes a row's columns rather than one text
     * @param textOption the column with the text; absent: found in the first row
     * @param idOption the column with the ids; absent: rows are numbered
     */
    Questions(boolean wholeRows, @Nullable String textOption, @Nullable String idOption) {
        this.wholeRows = wholeRows;
        this.textOption = textOption;
        this.idOption = idOption;
    }

    /** @throws UnfitFile where the columns that are needed are not there */
    void expect(List<String> columns) {
        begun = true;
        if (wholeRows) {
            noneTwice(columns);
        } else {
            textColumn = TextColumn.among(columns, textOption, "--text");
        }
        if (idOption != null) {
            TextColumn.existing(columns, idOption, "--id");
        }
    }

    private static void noneTwice(List<String> columns) {
        if (new HashSet<>(columns).size() < columns.size()) {
            throw CommandFailure.refused("The task takes whole rows, but two columns have the same name: "
                    + String.join(", ", columns) + ".");
        }
    }

    Entry of(Row row) {
        number++;
        Reason fault = row.fault();
        if (fault != null) {
            return Entry.bad(row, Long.toString(number), fault);
        }
        if (!begun) {
            expect(row.columns());
        }
        return asked(row);
    }

    private Entry asked(Row row) {
        String id = idOption == null ? Long.toString(number) : row.text(idOption);
        if (id == null || id.isBlank()) {
            return bad(row, Long.toString(number), "no_id", "has no id");
        }
        if (idOption != null && !seen.add(id)) {
            return bad(row, id, "duplicate_id", "repeats the id \"" + id + "\"");
        }
        return wholeRows ? columns(row, id) : text(row, id);
    }

    private Entry text(Row row, String id) {
        String text = textColumn == null ? null : row.text(textColumn);
        if (text == null || text.isBlank()) {
            return bad(row, id, "empty_text", "has no text");
        }
        return sound(row, id, Json.object().put("text", text), text);
    }

    private Entry columns(Row row, String id) {
        ObjectNode item = Json.object();
        ObjectNode columns = item.putObject("columns");
        StringBuilder texts = new StringBuilder();
        for (String column : row.columns()) {
            String text = row.text(column);
            columns.put(column, text);
            texts.append(text);
        }
        return texts.toString().isBlank() ? bad(row, id, "empty_text", "has no text") : sound(row, id, item, texts);
    }

    private static Entry sound(Row row, String id, ObjectNode item, CharSequence text) {
        return Utf8.isSound(text.toString() + id)
                ? Entry.asked(row, id, item, text.length())
                : bad(row, id, "invalid_text", "holds half a character (a lone surrogate)");
    }

    private static Entry bad(Row row, String id, String code, String what) {
        return Entry.bad(row, id, new Reason(code, "line " + row.line() + " " + what));
    }
}
