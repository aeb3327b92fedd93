package dev.sheaf.rows;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A CSV file: the caller's cells, then the answer's, then the reason where there is no answer. */
final class CsvRowsOut implements RowsOut {
    private final CsvWriter csv;
    private final AnswerColumns columns;
    private final Guard guard;

    /** @param header of the caller's file */
    CsvRowsOut(OutputStream out, Dialect dialect, List<String> header, AnswerColumns columns, Guard guard)
            throws IOException {
        this.columns = columns;
        this.guard = guard;
        if (dialect.bom()) {
            out.write(Dialect.BOM);
        }
        csv = CsvWriter.builder()
                .fieldSeparator(dialect.delimiter())
                .lineDelimiter(dialect.lineEnd())
                .build(out);
        record(columns.header(header.stream().map(guard::callers).toList()));
    }

    @Override
    public void write(Row row, RowAnswer answer) throws IOException {
        List<String> cells = new ArrayList<>();
        row.cells().forEach(cell -> cells.add(guard.callers(cell)));
        cells.addAll(answer.cells(columns, guard::answer));
        if (columns.voted()) {
            cells.add(answer.votes());
        }
        cells.add(answer.error());
        record(cells);
    }

    private void record(List<String> cells) throws IOException {
        try {
            csv.writeRecord(cells.stream().map(Utf8::sound).toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void flush() throws IOException {
        csv.flush();
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
