package dev.sheaf.app;

import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The packaged program as a process of its own, waited for by what it says. */
public final class ServiceProcess implements AutoCloseable {

    private static final long LIMIT_SECONDS = 90;
    /** Most of what is started here is over before the optimising compiler pays off. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** A machine that stands still for a moment makes no service say so. */
    private static final Map<String, String> QUIET = Map.of(
            "QUARKUS_VERTX_MAX_EVENT_LOOP_EXECUTE_TIME", "PT10M", "QUARKUS_VERTX_MAX_WORKER_EXECUTE_TIME", "PT10M");

    private static final String END = "(the output ended)";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();

    private ServiceProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it where nothing of the caller's environment says who answers and where data is kept. */
    static ServiceProcess start(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of(arguments));
        return new ServiceProcess(builder(directory, environment, command).start());
    }

    /** Whether there is a packaged program: that is so in integration tests. */
    static boolean isPackaged() {
        return System.getProperty("sheaf.packaged") != null;
    }

    /** Whether it is the executable, which brings no database; with {@code -Dnative}. */
    static boolean isNative() {
        return "native".equals(System.getProperty("sheaf.packaged"));
    }

    private static List<String> program() {
        if (isNative()) {
            return List.of(System.getProperty("native.image.path"));
        }
        Path jar = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SHORT_LIVED);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** The same as its users start it: through the launcher, which alone knows the flags of the JVM. */
    public static ServiceProcess launch(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        return new ServiceProcess(launcher(directory, environment, arguments).start());
    }

    /** A command of the launcher, not yet started. It becomes the JVM, so the process is the JVM's. */
    public static ProcessBuilder launcher(Path directory, Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Path.of("sheaf").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = builder(directory, environment, command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static ProcessBuilder builder(Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(OPENAI|QUARKUS|SHEAF|DATABASE)_.*"));
        builder.environment().putAll(QUIET);
        builder.environment().putAll(environment);
        return builder;
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add(e.toString());
        }
        lines.add(END);
    }

    /** Waits for the line that holds this text. */
    public String line(String text) throws InterruptedException {
        while (true) {
            String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            heard.add(String.valueOf(line));
            if (line == null || line.equals(END)) {
                process.destroyForcibly();
                return fail("Never said \"" + text + "\", but:\n" + String.join("\n", heard));
            }
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** Waits for its end and gives everything it said since it was last listened to. */
    List<String> rest() throws InterruptedException {
        List<String> rest = new ArrayList<>();
        for (String line = next(); !line.equals(END); line = next()) {
            rest.add(line);
        }
        return rest;
    }

    private String next() throws InterruptedException {
        String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        return line == null ? fail("Still running, after:\n" + String.join("\n", heard)) : line;
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            return fail("Still running, after:\n" + String.join("\n", heard));
        }
        return process.exitValue();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGTERM, and its end. */
    void end() throws InterruptedException {
        process.destroy();
        exitCode();
    }

    /** SIGKILL, and its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    @Override
    public void close() throws InterruptedException {
        try {
            if (process.isAlive()) {
                end();
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
