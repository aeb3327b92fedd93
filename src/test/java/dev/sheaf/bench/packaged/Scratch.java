package dev.sheaf.bench.packaged;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that is deleted, with all that is in it, when it is no longer used. */
record Scratch(Path path) implements AutoCloseable {

    static Scratch in(Path directory) throws IOException {
        Path parent = Files.createDirectories(directory.toAbsolutePath());
        return new Scratch(Files.createTempDirectory(parent, "bench-"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
