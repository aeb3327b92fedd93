package dev.sheaf.cli;

import java.io.Closeable;
import java.io.IOException;

/** The caller's rows with their answers. */
interface RowsOut extends Closeable {

    void write(Row row, RowAnswer answer) throws IOException;

    void flush() throws IOException;
}
