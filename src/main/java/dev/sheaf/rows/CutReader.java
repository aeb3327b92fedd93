package dev.sheaf.rows;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Cuts records of CSV that are too long before they are held: what goes on is their begin with a mark, as one record of
 * its own. A record ends where FastCSV ends it.
 */
final class CutReader extends FilterReader {
    /** A lone surrogate: no UTF-8 can stand for it, so only a record that was cut holds it. */
    static final char MARK = '\udc01';

    private static final int MOST_CELLS = 16_000;

    private enum In {
        BEGIN,
        BARE,
        QUOTED,
        /** Behind a quote that closes the cell, unless another one follows in it. */
        CLOSED
    }

    private final char delimiter;
    private final int longest;
    private final Queue<Long> dropped = new ArrayDeque<>();
    private In in = In.BEGIN;
    private boolean afterReturn;
    private int length;
    private int cells;
    private boolean cutting;
    private boolean owesQuote;
    private long lines;
    private boolean ended;

    CutReader(Reader reader, char delimiter, int longest) {
        super(reader);
        this.delimiter = delimiter;
        this.longest = longest;
    }

    /** How many line ends the next record that was cut has lost; to be asked once for each. */
    long droppedLines() {
        Long lost = dropped.poll();
        return lost == null ? 0 : lost;
    }

    /** Whether the end came before a quote was closed. */
    boolean endedInQuotes() {
        return ended && in == In.QUOTED;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
        int kept = 0;
        while (kept == 0) {
            int got = super.read(buffer, offset, count);
            if (got < 0) {
                ended = true;
                endCut();
                return -1;
            }
            kept = keep(buffer, offset, got);
        }
        return kept;
    }

    private int keep(char[] buffer, int offset, int count) {
        int to = offset;
        for (int i = offset; i < offset + count; i++) {
            char next = buffer[i];
            In before = in;
            boolean ends = step(next);
            if (ends) {
                endCut();
                length = 0;
                cells = 0;
                buffer[to++] = next;
            } else if (cutting) {
                drop(next);
                if (owesQuote) {
                    buffer[to++] = '"';
                    owesQuote = false;
                }
            } else if (isTooLong() && !(before == In.QUOTED && next == '"')) {
                cutting = true;
                drop(next);
                owesQuote = before == In.QUOTED;
                buffer[to++] = MARK;
            } else {
                length++;
                buffer[to++] = next;
            }
            afterReturn = next == '\r';
        }
        return to - offset;
    }

    private boolean isTooLong() {
        return length >= longest || cells >= MOST_CELLS;
    }

    private void drop(char next) {
        if (next == '\r' || next == '\n' && !afterReturn) {
            lines++;
        }
    }

    private void endCut() {
        if (cutting) {
            dropped.add(lines);
            cutting = false;
            lines = 0;
        }
    }

    /** @return whether the character ends the record */
    private boolean step(char next) {
        if (in == In.QUOTED) {
            in = next == '"' ? In.CLOSED : In.QUOTED;
            return false;
        }
        if (next == '\n' || next == '\r') {
            in = In.BEGIN;
            return true;
        }
        if (next == delimiter) {
            in = In.BEGIN;
            cells++;
        } else {
            in = next == '"' && in != In.BARE ? In.QUOTED : in == In.CLOSED ? In.CLOSED : In.BARE;
        }
        return false;
    }
}
