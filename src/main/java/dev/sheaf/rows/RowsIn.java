package dev.sheaf.rows;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The caller's rows, one after the other; nothing is held but the one that is read. */
public interface RowsIn extends Closeable {
    /** The most characters of a row; a longer one is a bad row. */
    int LONGEST = 4 << 20;

    /**
     * Reads a CSV file with a header, as RFC 4180 has it.
     *
     * @param delimiter between cells; absent: the one that occurs most often in the header, of comma, semicolon, tab, |
     * @throws UnfitFile where there is no header, or the file is UTF-16
     */
    static CsvRowsIn csv(InputStream in, @Nullable Character delimiter) throws IOException {
        return new CsvRowsIn(in, delimiter, LONGEST);
    }

    /**
     * Reads a file of JSON lines, an object a line.
     *
     * @throws UnfitFile where the file is UTF-16
     */
    static RowsIn ndjson(InputStream in) throws IOException {
        return new JsonRowsIn(in, LONGEST);
    }

    /**
     * @return absent at the end
     * @throws IOException where nothing more can be read, as opposed to a row that is bad by itself
     */
    @Nullable
    Row next() throws IOException;
}
