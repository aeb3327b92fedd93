package dev.sheaf.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories that are made under another name and renamed when they are complete, so that whoever dies halfway leaves
 * nothing that looks finished.
 */
final class Drafts {

    private static final String MARK = ".draft-";

    private Drafts() {}

    /** A name beside the target's, of this process: what a dead one's programs still write goes elsewhere. */
    static Path of(Path target) throws IOException {
        Path draft = target.resolveSibling(
                target.getFileName() + MARK + ProcessHandle.current().pid());
        delete(draft);
        return draft;
    }

    /** Gives the draft its name; where another process was quicker, its work is kept and this draft dropped. */
    static void finish(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            delete(draft);
        }
    }

    /** Removes what dead processes left; call it only where no living one can be at work. */
    static void clear(Path directory) throws IOException {
        for (Path draft : left(directory)) {
            delete(draft);
        }
    }

    private static List<Path> left(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().contains(MARK))
                    .toList();
        }
    }

    /** As far as it goes: a program of a dead process may still write there, and the next start clears again. */
    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (UncheckedIOException e) {
            if (!Files.isDirectory(directory)) {
                throw e.getCause();
            }
        }
    }
}
