package dev.sheaf.bulk;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Where files lie on their way. All in it can be made again, so what is left over is swept away. Replicas may share one
 * directory: no two files have the same name, so that nobody writes into another's.
 */
public final class Spool {
    private final Path directory;
    private final long limit;
    /** What the files of this process may grow to. */
    private final Map<Path, Long> promised = new ConcurrentHashMap<>();

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
     * An empty file that may grow to this size. Blocks.
     *
     * @throws Full where the spool would hold too much; a file that alone is too large gets its place where it is empty
     */
    synchronized Path place(String name, long bytes) {
        try {
            Files.createDirectories(directory);
            long held = held();
            if (held > 0 && held + bytes > limit) {
                throw new Full();
            }
            Path file = Files.createTempFile(directory, name + ".", "");
            promised.put(file, bytes);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long held() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> Math.max(size(file), promised.getOrDefault(file, 0L)))
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it left meanwhile
        }
    }

    Uni<Void> dropOn(Executor worker, Path file) {
        return Uni.createFrom().voidItem().invoke(() -> drop(file)).runSubscriptionOn(worker);
    }

    private void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            promised.remove(file);
        }
    }

    /** Deletes what nobody has touched for so long: left over by a process that ended in the middle. Blocks. */
    public int sweep(Instant now, Duration untouched) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return (int) files.filter(file -> !promised.containsKey(file))
                    .filter(file -> isOld(file, now.minus(untouched)))
                    .peek(this::drop)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOld(Path file, Instant before) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (IOException e) {
            return false;
        }
    }
}
