package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs. They refuse to be root; as root they run in a user namespace, where they are nobody and
 * still own their files.
 *
 * @param output where a program's output is kept until the next one runs
 */
record PostgresTools(Path bin, Path output, List<String> before) {

    PostgresTools {
        before = List.copyOf(before);
    }

    /** @throws Refused where this process is root and the system does not let it make a user namespace */
    static PostgresTools in(Path home, Path directory) throws IOException, InterruptedException {
        PostgresTools tools = new PostgresTools(home.resolve("bin"), directory.resolve("command.log"), List.of());
        if (!isRoot()) {
            return tools;
        }
        PostgresTools asNobody = new PostgresTools(tools.bin, tools.output, List.of("unshare", "--user"));
        if (!asNobody.succeeds(Duration.ofSeconds(10), List.of("true"))) {
            throw new Refused("PostgreSQL does not run as root, and here root cannot become another user (unshare): "
                    + "start Sheaf as another user, or set DATABASE_URL.");
        }
        return asNobody;
    }

    /** Linux only: elsewhere nobody works as root. */
    private static boolean isRoot() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
    }

    /**
     * Runs a program to its end.
     *
     * @throws IOException where it fails; the message holds what it said
     */
    void run(Duration limit, String program, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(bin.resolve(program).toString());
        command.addAll(arguments);
        if (!succeeds(limit, command)) {
            throw new IOException(program + ": " + said());
        }
    }

    private boolean succeeds(Duration limit, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(before));
        builder.command().addAll(command);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        plain(builder.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    /** PGDATA, PGPORT and their like are meant for other servers than ours. */
    private static void plain(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.toUpperCase(Locale.ROOT).startsWith("PG"));
        environment.put("LC_ALL", "C");
    }

    private String said() throws IOException {
        return new String(Files.readAllBytes(output), Charset.defaultCharset())
                .strip()
                .replaceAll("\\s*\\R\\s*", " | ");
    }
}
