package dev.sheaf.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The caller's file, or standard input as {@code -}, and how far it is read. */
final class Source extends FilterInputStream {
    private final String name;
    private final long size;
    private long read;

    private Source(String name, InputStream in, long size) {
        super(in);
        this.name = name;
        this.size = size;
    }

    static Source of(String file, InputStream stdin) {
        if (file.equals("-")) {
            return new Source("standard input", stdin, 0);
        }
        Path path = Path.of(file);
        if (!Files.exists(path) || Files.isDirectory(path)) {
            throw CommandFailure.refused("There is no file " + file + ".");
        }
        try {
            return new Source(file, Files.newInputStream(path), Files.size(path));
        } catch (IOException e) {
            throw CommandFailure.refused("Cannot read " + file + ": " + SheafClient.said(e) + '.');
        }
    }

    String name() {
        return name;
    }

    /** In bytes; 0 where it is not known. */
    long size() {
        return size;
    }

    /** From 0 to 1; not a number where the size is not known. */
    double share() {
        return size == 0 ? Double.NaN : Math.min(1, (double) read / size);
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        read += next < 0 ? 0 : 1;
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        read += Math.max(0, count);
        return count;
    }
}
