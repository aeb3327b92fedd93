package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory where files, batches and bill lie. A given one outlives the process, and what is kept in it appears whole
 * or not at all; without one a temporary directory ends with the simulator.
 */
final class Vault implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Vault.class.getName());

    private final Path root;
    private final @Nullable FileChannel lock;
    private final ObjectMapper json;

    private Vault(Path root, @Nullable FileChannel lock, ObjectMapper json) {
        this.root = root;
        this.lock = lock;
        this.json = json;
    }

    /** @throws IllegalStateException where the directory cannot be used, or another simulator uses it */
    static Vault open(@Nullable Path directory, ObjectMapper json) {
        try {
            Path root = directory == null ? Files.createTempDirectory("sheaf-simulator") : directory.toAbsolutePath();
            Files.createDirectories(root);
            Vault vault = new Vault(root, directory == null ? null : locked(root), json);
            for (Path part : List.of(vault.files(), vault.batches(), vault.bill())) {
                Files.createDirectories(part);
            }
            return vault;
        } catch (IOException e) {
            throw new IllegalStateException("the simulator can't keep its data: " + e.getMessage(), e);
        }
    }

    private static FileChannel locked(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException sameProcess) {
            LOG.log(System.Logger.Level.DEBUG, "The directory is in use in this process.", sameProcess);
        }
        channel.close();
        throw new IllegalStateException("another simulator keeps its data in " + root);
    }

    /** Whether it outlives the process. */
    boolean lasting() {
        return lock != null;
    }

    Path files() {
        return root.resolve("files");
    }

    Path batches() {
        return root.resolve("batches");
    }

    Path bill() {
        return root.resolve("bill");
    }

    /** Appears whole or not at all, in the place of what was there. */
    void keep(Path path, JsonNode record) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.writeString(fresh, record.toString());
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All records of a directory that can be read; others were cut short and are left alone. */
    List<JsonNode> records(Path directory) {
        List<JsonNode> records = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "*.json")) {
            for (Path path : paths) {
                JsonNode record = read(path);
                if (record != null) {
                    records.add(record);
                }
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable JsonNode read(Path path) {
        try {
            JsonNode record = json.readTree(Files.readAllBytes(path));
            return record != null && record.isObject() ? record : null;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A damaged record is left out: " + path.getFileName() + ".");
            return null;
        }
    }

    /** The latest time that anything in it tells of, in milliseconds since 1970. */
    long latest() {
        long latest = 0;
        for (JsonNode file : records(files())) {
            latest = Math.max(latest, file.path("created_at").asLong() * 1000);
        }
        for (JsonNode batch : records(batches())) {
            latest = Math.max(latest, batch.path("created").asLong());
            for (JsonNode reached : batch.path("reached")) {
                latest = Math.max(latest, reached.asLong());
            }
        }
        return latest;
    }

    /** Drops what lies beside the records for ids that are not wanted: a crash left it. */
    void sweep(Path directory, Predicate<String> wanted) {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                String name = path.getFileName().toString();
                if (!name.endsWith(".json") && !wanted.test(name.substring(0, Math.max(0, name.indexOf('.'))))) {
                    drop(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void drop(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Could not delete " + path.getFileName() + ".", e);
        }
    }

    @Override
    public void close() {
        try {
            if (lock == null && Files.exists(root)) {
                clear(root);
            }
            if (lock != null) {
                lock.close();
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "The simulator's data could not be closed.", e);
        }
    }

    private static void clear(Path root) throws IOException {
        List<Path> paths;
        try (Stream<Path> below = Files.walk(root)) {
            paths = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
