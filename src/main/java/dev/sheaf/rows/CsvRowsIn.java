package dev.sheaf.rows;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file with a header, as RFC 4180 has it; empty lines are no rows. */
public final class CsvRowsIn implements RowsIn {
    private final Dialect dialect;
    private final CutReader cut;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;
    /** Line ends that were cut out before the record that is read. */
    private long shift;

    /** @throws UnfitFile where there is no header */
    CsvRowsIn(InputStream in, @Nullable Character delimiter, int longest) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in);
        dialect = Dialect.of(buffered, delimiter);
        cut = new CutReader(Utf8.reader(buffered), dialect.delimiter(), longest);
        records = reader(cut, dialect.delimiter());
        if (!hasNext()) {
            throw new UnfitFile("empty_file", "The file is empty: a CSV file begins with a header.");
        }
        List<String> first = records.next().getFields();
        if (isCut(first)) {
            throw new UnfitFile("header_too_long", "The header is longer than " + longest + " characters.");
        }
        header = first.stream().map(Utf8::sound).toList();
    }

    /** A row of another length or with a stray quote is bad by itself, not the file's end. */
    @SuppressWarnings("removal") // what is to come in its place is not there yet
    private static CloseableIterator<CsvRecord> reader(Reader in, char delimiter) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowExtraCharsAfterClosingQuote(true)
                .allowUnclosedQuote(true)
                .ofCsvRecord(in)
                .iterator();
    }

    /** How the file is written. */
    public Dialect dialect() {
        return dialect;
    }

    /** The names of its columns. */
    public List<String> header() {
        return header;
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (!hasNext()) {
            return null;
        }
        CsvRecord csv = records.next();
        List<String> cells = csv.getFields();
        long line = csv.getStartingLineNumber() + shift;
        boolean isCut = isCut(cells);
        Reason fault = fault(cells, line, isCut);
        shift += isCut ? cut.droppedLines() : 0;
        return new Row.Cells(header, fitted(cells), line, fault);
    }

    private @Nullable Reason fault(List<String> cells, long number, boolean isCut) throws IOException {
        String line = "line " + number + " ";
        // one that is open to the end of the file has taken all rows behind it
        if (cut.endedInQuotes() && !hasNext()) {
            return new Reason("unclosed_quote", line + "opens a quote that is never closed");
        }
        if (isCut) {
            return new Reason("row_too_long", line + "is longer than a row may be");
        }
        if (!cells.stream().allMatch(Utf8::isSound)) {
            return new Reason("invalid_utf8", line + "is not valid UTF-8");
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

    private static boolean isCut(List<String> cells) {
        return cells.get(cells.size() - 1).indexOf(CutReader.MARK) >= 0;
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
