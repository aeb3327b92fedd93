package dev.sheaf.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Where the answered rows go: standard output, or a file that appears only once it is whole. Until then it grows beside
 * its place as {@code FILE.partial}, and stays there where a run does not come to its end.
 */
final class Output {
    private final OutputStream stdout;
    private final @Nullable Path target;
    private final @Nullable Path partial;

    private Output(OutputStream stdout, @Nullable Path target, @Nullable Path partial) {
        this.stdout = stdout;
        this.target = target;
        this.partial = partial;
    }

    /** @param file absent: standard output */
    static Output of(@Nullable Path file, OutputStream stdout) {
        if (file == null || file.toString().equals("-")) {
            return new Output(stdout, null, null);
        }
        Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw CommandFailure.refused("Cannot write " + file + ": it is a directory.");
        }
        if (directory == null || !Files.isDirectory(directory)) {
            throw CommandFailure.refused("Cannot write " + file + ": there is no directory " + directory + ".");
        }
        return new Output(stdout, real(file), isDevice(file) ? null : beside(real(file)));
    }

    /** A device or a pipe is written as it is: nothing can be moved to its place. */
    private static boolean isDevice(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /** What a link leads to: the link itself stays. */
    private static Path real(Path file) {
        try {
            return Files.exists(file) ? file.toRealPath() : file;
        } catch (IOException e) {
            return file;
        }
    }

    private static Path beside(Path target) {
        return target.resolveSibling(target.getFileName() + ".partial");
    }

    boolean isStdout() {
        return target == null;
    }

    OutputStream open() throws IOException {
        if (target == null) {
            return unclosed(stdout);
        }
        return Files.newOutputStream(partial == null ? target : partial);
    }

    /** Everything is written and closed: the file takes its place. */
    void complete() throws IOException {
        if (target != null && partial != null) {
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * The run has ended before its end.
     *
     * @param rows that were written
     * @return where they are, for the user; empty where there is nothing to be said
     */
    String keep(long rows) throws IOException {
        if (partial == null) {
            return "";
        }
        if (rows == 0) {
            Files.deleteIfExists(partial);
            return "";
        }
        return "The first rows (" + rows + ") are in " + partial + ".";
    }

    private static OutputStream unclosed(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }
}
