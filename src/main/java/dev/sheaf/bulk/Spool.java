package dev.sheaf.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** Where files lie on their way. All in it can be made again, so what is left over is swept away. Blocks. */
public final class Spool {
    static final OpenOption[] ANEW = {
        StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
    };
    static final OpenOption[] APPEND = {StandardOpenOption.APPEND};

    private final Path directory;
    private final long limit;

    /** @param limit bytes that it may hold */
    public Spool(Path directory, long limit) {
        this.directory = directory;
        this.limit = limit;
    }

    /** There is no room, until something leaves. */
    static final class Full extends RuntimeException {
        Full() {
            super("the spool is full", null, false, false);
        }
    }

    /**
     * A place for a file of this size at most.
     *
     * @throws Full where it would hold too much
     */
    Path place(String name, long bytes) {
        try {
            Files.createDirectories(directory);
            if (held() + bytes > limit && held() > 0) {
                throw new Full();
            }
            return directory.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long held() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(Spool::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it left meanwhile
        }
    }

    void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what nobody has touched for so long: left over by a process that ended in the middle. */
    public int sweep(Instant now, Duration untouched) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return (int) files.filter(file -> isOld(file, now.minus(untouched)))
                    .peek(this::drop)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOld(Path file, Instant before) {
        try {
            FileTime touched = Files.getLastModifiedTime(file);
            return touched.toInstant().isBefore(before);
        } catch (IOException e) {
            return false;
        }
    }
}
