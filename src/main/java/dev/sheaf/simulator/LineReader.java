package dev.sheaf.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a file line by line from a place within it; of a line beyond the bound only the beginning is kept. */
final class LineReader implements AutoCloseable {
    /**
     * @param bytes without what ends the line
     * @param next where the next line begins
     * @param whole whether all of it is there
     * @param ended whether a line end stands behind it
     */
    record Line(byte[] bytes, long next, boolean whole, boolean ended) {
        boolean blank() {
            for (byte one : bytes) {
                if (one != ' ' && one != '\t') {
                    return false;
                }
            }
            return true;
        }
    }

    private final RandomAccessFile file;
    private final InputStream bytes;
    private final int bound;
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int filled;
    private long position;

    LineReader(Path path, long from, int bound) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
        file.seek(from);
        this.bytes = Channels.newInputStream(file.getChannel());
        this.position = from;
        this.bound = bound;
    }

    /** The next line; nothing at the end. */
    @Nullable
    Line next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        long length = 0;
        while (fill()) {
            int end = lineEnd();
            int kept = (int) Math.min(end - at, bound - Math.min(bound, length));
            line.write(buffer, at, kept);
            length += end - at;
            position += end - at;
            at = end;
            if (end < filled) {
                at++;
                position++;
                return new Line(trimmed(line.toByteArray()), position, length <= bound, true);
            }
        }
        return length == 0 ? null : new Line(trimmed(line.toByteArray()), position, length <= bound, false);
    }

    private boolean fill() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, bytes.read(buffer));
        }
        return at < filled;
    }

    private int lineEnd() {
        int end = at;
        while (end < filled && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private static byte[] trimmed(byte[] line) {
        boolean crlf = line.length > 0 && line[line.length - 1] == '\r';
        return crlf ? java.util.Arrays.copyOf(line, line.length - 1) : line;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
