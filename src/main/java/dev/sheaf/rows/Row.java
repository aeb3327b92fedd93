package dev.sheaf.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of the caller's file. */
public sealed interface Row {

    /** Where it begins, from 1. */
    long line();

    /** Why nothing can be asked about it, where it could not be read as it should be. */
    @Nullable
    Reason fault();

    /** Its columns. */
    List<String> columns();

    /** What stands in a column; absent where it has no such column. */
    @Nullable
    String text(String column);

    /** As a JSON object, for a file of JSON lines. */
    ObjectNode object();

    /** As the cells of a CSV file. */
    List<String> cells();

    /** A row of a CSV file: as many cells as its header has columns. */
    record Cells(
            List<String> columns,
            List<String> cells,
            long line,
            @Nullable Reason fault) implements Row {
        public Cells {
            columns = List.copyOf(columns);
            cells = List.copyOf(cells);
            if (columns.size() != cells.size()) {
                throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
            }
        }

        @Override
        public @Nullable String text(String column) {
            int at = columns.indexOf(column);
            return at < 0 ? null : cells.get(at);
        }

        @Override
        public ObjectNode object() {
            ObjectNode object = Json.object();
            for (int i = 0; i < columns.size(); i++) {
                object.put(columns.get(i), cells.get(i));
            }
            return object;
        }
    }

    /** A line of JSON; an empty object where it was none. */
    record Members(ObjectNode object, long line, @Nullable Reason fault) implements Row {
        @Override
        public List<String> columns() {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            return names;
        }

        @Override
        public @Nullable String text(String column) {
            return object.has(column) ? Json.text(object.path(column)) : null;
        }

        @Override
        public List<String> cells() {
            List<String> cells = new ArrayList<>();
            object.forEach(value -> cells.add(Json.text(value)));
            return cells;
        }
    }
}
