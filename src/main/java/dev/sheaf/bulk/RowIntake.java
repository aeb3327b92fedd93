package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Prepared;
import dev.sheaf.rows.Json;
import dev.sheaf.rows.Reason;
import dev.sheaf.rows.Row;
import dev.sheaf.rows.TextColumn;
import dev.sheaf.rows.UnfitFile;
import dev.sheaf.rows.Utf8;
import dev.sheaf.task.InputTemplate;
import dev.sheaf.task.Item;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes an item of each row of a job's file, or says why it cannot be asked about. */
final class RowIntake {
    private static final int LONGEST_ID = 200;

    private final JobFile file;
    private final Packer packer;
    private final Optional<InputTemplate> template;
    private @Nullable String textColumn;
    private boolean begun;
    private long seq;

    RowIntake(JobFile asked, Prepared task) {
        this.file = asked;
        this.packer = task.packer();
        this.template = task.task().definition().input();
    }

    /** @throws UnfitFile where the columns that are needed are not there */
    void expect(List<String> columns) {
        begun = true;
        if (template.isEmpty()) {
            textColumn = TextColumn.among(columns, file.text(), "the parameter text");
        } else if (file.isCsv()) {
            template.get()
                    .columns()
                    .forEach(column -> TextColumn.existing(columns, column, "of the task's input template"));
        }
        if (file.id() != null) {
            TextColumn.existing(columns, file.id(), "the parameter id");
        }
    }

    NewItem item(Row row) {
        seq++;
        Reason fault = row.fault();
        if (fault != null) {
            return new NewItem(
                    seq, numbered(), row.line(), cells(row), "", new Job.Failure(fault.code(), fault.message()));
        }
        if (!begun) {
            expect(row.columns());
        }
        String id = file.id() == null ? numbered() : row.text(file.id());
        if (id == null || id.isBlank()) {
            return bad(row, "", "no_id", "has no id");
        }
        if (id.length() > LONGEST_ID || !isSound(id)) {
            return bad(
                    row, "", "invalid_id", "has an id that is longer than " + LONGEST_ID + " characters, or unsound");
        }
        return asked(row, id);
    }

    /** Rows have no other ids where no column holds them. */
    private String numbered() {
        return file.id() == null ? Long.toString(seq) : "";
    }

    private NewItem asked(Row row, String id) {
        Optional<String> missing = missing(row);
        if (missing.isPresent()) {
            return bad(row, id, "missing_column", "has no member \"" + missing.get() + "\"");
        }
        String text = text(row);
        if (text == null || text.isBlank()) {
            return bad(row, id, "empty_text", "has no text");
        }
        if (!isSound(text)) {
            return bad(row, id, "invalid_text", "holds half a character (a lone surrogate), or U+0000");
        }
        if (packer.isTooLong(packer.weigh(new Item(id, text)))) {
            return bad(row, id, "item_too_long", "is longer than the task's packing.maxTokens allows");
        }
        return new NewItem(seq, id, row.line(), cells(row), text, null);
    }

    private Optional<String> missing(Row row) {
        return template.flatMap(input -> input.columns().stream()
                .filter(column -> row.text(column) == null)
                .findFirst());
    }

    private @Nullable String text(Row row) {
        if (template.isEmpty()) {
            return textColumn == null ? null : row.text(textColumn);
        }
        Map<String, String> columns = new HashMap<>();
        for (String column : template.get().columns()) {
            String value = row.text(column);
            columns.put(column, value == null ? "" : value);
        }
        return template.get().fill(columns);
    }

    private NewItem bad(Row row, String id, String code, String what) {
        return new NewItem(
                seq, id, row.line(), cells(row), "", new Job.Failure(code, "line " + row.line() + " " + what));
    }

    private static boolean isSound(String text) {
        return text.indexOf('\0') < 0 && Utf8.isSound(text);
    }

    private String cells(Row row) {
        if (!file.isCsv()) {
            return Utf8.sound(Json.compact(row.object()));
        }
        ArrayNode cells = Json.MAPPER.createArrayNode();
        row.cells().forEach(cells::add);
        return Json.compact(cells);
    }
}
