package dev.sheaf.cli;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The caller's rows, one after the other; nothing is held but the one that is read. */
interface RowsIn extends Closeable {

    /**
     * @return absent at the end
     * @throws IOException where nothing more can be read, as opposed to a row that is bad by itself
     */
    @Nullable
    Row next() throws IOException;
}
