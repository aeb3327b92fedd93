package dev.sheaf.cli;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file with a header, as RFC 4180 has it; empty lines are no rows. */
final class CsvRowsIn implements RowsIn {
    private final Dialect dialect;
    private final TailReader tail;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;

    /** @throws CommandFailure where there is no header */
    CsvRowsIn(InputStream in, @Nullable Character delimiter) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in);
        dialect = Dialect.of(buffered, delimiter);
        tail = new TailReader(Utf8.reader(buffered));
        records = CsvReader.builder()
                .fieldSeparator(dialect.delimiter())
                // a row of another length or with a stray quote is bad by itself, not the file's end
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .ofCsvRecord(tail)
                .iterator();
        if (!hasNext()) {
            throw CommandFailure.refused("The file is empty: a CSV file begins with a header.");
        }
        header = records.next().getFields().stream().map(Utf8::sound).toList();
    }

    Dialect dialect() {
        return dialect;
    }

    List<String> header() {
        return header;
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (!hasNext()) {
            return null;
        }
        CsvRecord csv = records.next();
        List<String> cells = csv.getFields();
        return new Row.Cells(header, fitted(cells), csv.getStartingLineNumber(), fault(cells, csv));
    }

    private @Nullable Reason fault(List<String> cells, CsvRecord csv) throws IOException {
        String line = "line " + csv.getStartingLineNumber() + " ";
        if (!cells.stream().allMatch(Utf8::isSound)) {
            return new Reason("invalid_utf8", line + "is not valid UTF-8");
        }
        // one that is open to the end of the file has taken all rows behind it
        if (isMultiline(cells.get(cells.size() - 1)) && !hasNext() && !tail.endsWithQuote()) {
            return new Reason("unclosed_quote", line + "opens a quote that is never closed");
        }
        if (cells.size() != header.size()) {
            String count = "has " + cells.size() + " columns where the header has " + header.size();
            return new Reason("column_count", line + count);
        }
        return null;
    }

    private List<String> fitted(List<String> cells) {
        List<String> fitted = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            fitted.add(i < cells.size() ? Utf8.sound(cells.get(i)) : "");
        }
        return fitted;
    }

    private static boolean isMultiline(String cell) {
        return cell.indexOf('\n') >= 0 || cell.indexOf('\r') >= 0;
    }

    private boolean hasNext() throws IOException {
        try {
            return records.hasNext();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(e.getMessage() + ": " + cause.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
