package dev.sheaf.cli;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Remembers the last character that ended no line. */
final class TailReader extends FilterReader {
    private int last = -1;

    TailReader(Reader in) {
        super(in);
    }

    boolean endsWithQuote() {
        return last == '"';
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        remember(next);
        return next;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        int i = count - 1;
        while (i >= 0 && isLineEnd(buffer[offset + i])) {
            i--;
        }
        if (i >= 0) {
            remember(buffer[offset + i]);
        }
        return count;
    }

    private void remember(int character) {
        if (character >= 0 && !isLineEnd(character)) {
            last = character;
        }
    }

    private static boolean isLineEnd(int character) {
        return character == '\n' || character == '\r';
    }
}
