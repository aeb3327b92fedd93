package dev.sheaf.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Who PostgreSQL's {@code postmaster.pid} says runs on a data directory. The number alone proves nothing: the process
 * may have died and its number gone to another program.
 */
record Postmaster(long pid, Path data) {

    /** What the process of that number is. */
    enum Kind {
        /** Gone; PostgreSQL finds that out by itself. */
        DEAD,
        /** A PostgreSQL on this directory: left by a run that was killed. */
        OURS,
        /** Another program, or a process that is over and only waits to be collected. */
        STRANGER,
        /** Alive, but the system does not tell what it is. */
        UNKNOWN
    }

    static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    static Optional<Postmaster> of(Path data) throws IOException {
        if (!Files.exists(file(data))) {
            return Optional.empty();
        }
        return Files.readAllLines(file(data)).stream()
                .limit(1)
                .map(String::strip)
                .filter(line -> line.matches("\\d{1,10}"))
                .map(line -> new Postmaster(Long.parseLong(line), data))
                .findFirst();
    }

    Kind kind() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(this::kind)
                .orElse(Kind.DEAD);
    }

    private Kind kind(ProcessHandle process) {
        Path facts = Path.of("/proc", String.valueOf(pid));
        if (isOver(facts)) {
            return Kind.STRANGER;
        }
        Optional<Path> program = process.info().command().map(Path::of);
        if (program.isEmpty()) {
            return Kind.UNKNOWN;
        }
        if (!program.get().getFileName().toString().matches("postgres(\\.exe)?")) {
            return Kind.STRANGER;
        }
        return Files.exists(facts) ? byWorkingDirectory(facts) : byArguments(process.info());
    }

    private static boolean isOver(Path facts) {
        try {
            return Files.exists(facts)
                    && Files.readAllLines(facts.resolve("status")).stream()
                            .anyMatch(line -> line.matches("State:\\s+[ZX].*"));
        } catch (IOException e) {
            return false; // what else there is to see decides
        }
    }

    /** PostgreSQL works in its data directory, whatever that was called when it started. */
    private Kind byWorkingDirectory(Path facts) {
        try {
            return Files.isSameFile(facts.resolve("cwd"), data) ? Kind.OURS : Kind.STRANGER;
        } catch (IOException e) {
            return Kind.UNKNOWN;
        }
    }

    private Kind byArguments(ProcessHandle.Info info) {
        boolean named = info.arguments()
                .map(arguments -> Arrays.asList(arguments).contains(data.toString()))
                .orElse(false);
        return named ? Kind.OURS : Kind.UNKNOWN;
    }
}
