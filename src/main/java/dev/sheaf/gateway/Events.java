package dev.sheaf.gateway;

import java.io.ByteArrayOutputStream;

/**
 * Cuts the bytes of an event stream into whole events, each with the empty line that ends it. Holds no more than the one
 * event that is still to be completed; one longer than a bound comes in pieces.
 */
final class Events {
    private static final int LONGEST = 4 * 1024 * 1024;

    private final Reader reader;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
    private boolean atLineStart = true;
    private boolean isTooLong;

    /** Who reads the events. */
    interface Reader {
        /** @param whole whether these bytes are one event; else they are a piece of one that is too long to be read */
        void event(byte[] bytes, int from, int to, boolean whole);
    }

    Events(Reader reader) {
        this.reader = reader;
    }

    void take(byte[] piece) {
        int start = 0;
        for (int i = 0; i < piece.length; i++) {
            if (piece[i] == '\n') {
                if (atLineStart) {
                    event(piece, start, i + 1, true);
                    start = i + 1;
                }
                atLineStart = true;
            } else if (piece[i] != '\r') {
                atLineStart = false;
            }
        }
        keep(piece, start);
    }

    /** No more will come: what was begun is all there is of it. */
    void end() {
        event(new byte[0], 0, 0, true);
    }

    private void keep(byte[] piece, int start) {
        if (isTooLong || begun.size() + piece.length - start > LONGEST) {
            isTooLong = true;
            event(piece, start, piece.length, false);
        } else {
            begun.write(piece, start, piece.length - start);
        }
    }

    private void event(byte[] bytes, int from, int to, boolean ends) {
        boolean whole = ends && !isTooLong;
        if (begun.size() > 0) {
            begun.write(bytes, from, to - from);
            byte[] all = begun.toByteArray();
            begun.reset();
            reader.event(all, 0, all.length, whole);
        } else if (to > from) {
            reader.event(bytes, from, to, whole);
        }
        isTooLong = isTooLong && !ends;
    }
}
