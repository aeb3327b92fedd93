package dev.sheaf.rows;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The caller's rows with their answers. */
public interface RowsOut extends Closeable {

    /**
     * Writes a CSV file: the caller's cells, then the answer's, then the reason where there is no answer.
     *
     * @param header of the caller's file
     */
    static RowsOut csv(OutputStream out, Dialect dialect, List<String> header, AnswerColumns columns, Guard guard)
            throws IOException {
        return new CsvRowsOut(out, dialect, header, columns, guard);
    }

    /** Writes JSON lines: the caller's object with a member {@code answer}. */
    static RowsOut ndjson(OutputStream out) {
        return new JsonRowsOut(out);
    }

    void write(Row row, RowAnswer answer) throws IOException;

    void flush() throws IOException;
}
