package dev.sheaf.bulk;

import dev.sheaf.pack.Prepared;
import dev.sheaf.rows.CsvRowsIn;
import dev.sheaf.rows.Dialect;
import dev.sheaf.rows.Row;
import dev.sheaf.rows.RowsIn;
import dev.sheaf.rows.UnfitFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job's file as it is read: block by block, nothing held but one of them. Every call may wait for the sender. */
final class Sheet implements Closeable {
    private static final int ROWS_A_BLOCK = 4_000;
    private static final int CHARACTERS_A_BLOCK = 1 << 20;

    private final RowsIn rows;
    private final JobFile file;
    private final RowIntake intake;
    private @Nullable List<NewItem> first;

    private Sheet(RowsIn rows, JobFile file, RowIntake intake) {
        this.rows = rows;
        this.file = file;
        this.intake = intake;
    }

    /**
     * Reads so far that the columns are known.
     *
     * @throws UnfitFile where the file cannot be read as rows, or lacks the columns that are needed
     */
    static Sheet open(InputStream in, JobFile asked, Prepared task) throws IOException {
        RowIntake intake = new RowIntake(asked, task);
        Sheet sheet = asked.isCsv() ? csv(in, asked, intake) : new Sheet(RowsIn.ndjson(in), asked, intake);
        sheet.first = sheet.read();
        return sheet;
    }

    private static Sheet csv(InputStream in, JobFile asked, RowIntake intake) throws IOException {
        String delimiter = asked.delimiter();
        CsvRowsIn rows = RowsIn.csv(in, delimiter == null ? null : delimiter.charAt(0));
        intake.expect(rows.header());
        return new Sheet(rows, written(asked, rows.header(), rows.dialect()), intake);
    }

    private static JobFile written(JobFile asked, List<String> header, Dialect dialect) {
        return new JobFile(
                asked.format(),
                asked.text(),
                asked.id(),
                header,
                String.valueOf(dialect.delimiter()),
                dialect.crlf(),
                dialect.bom());
    }

    /** How it is written, and the answers to be. */
    JobFile file() {
        return file;
    }

    /** The next rows; none at the end. */
    List<NewItem> block() throws IOException {
        List<NewItem> block = first;
        first = null;
        return block == null ? read() : block;
    }

    private List<NewItem> read() throws IOException {
        List<NewItem> block = new ArrayList<>();
        long characters = 0;
        while (block.size() < ROWS_A_BLOCK && characters < CHARACTERS_A_BLOCK) {
            Row row = rows.next();
            if (row == null) {
                return block;
            }
            NewItem item = intake.item(row);
            block.add(item);
            characters += item.cells().length() + item.text().length();
        }
        return block;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
