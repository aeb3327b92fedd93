package dev.sheaf.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a command meets round it.
 *
 * @param out data, and nothing but data
 * @param err everything that is said to the user
 * @param chance numbers from 0 to 1, from any thread
 */
record Shell(
        InputStream in,
        OutputStream out,
        PrintWriter err,
        Map<String, String> env,
        Screen screen,
        InstantSource clock,
        Pause pause,
        DoubleSupplier chance,
        Interrupts interrupts) {

    /** Waits. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    static Shell ofThisProcess() {
        Map<String, String> env = System.getenv();
        return new Shell(
                System.in,
                // not System.out: what else is printed in this process stays out of the data's encoding and errors
                new FileOutputStream(FileDescriptor.out),
                new PrintWriter(System.err, true),
                env,
                Screen.of(env),
                InstantSource.system(),
                duration -> Thread.sleep(duration.toMillis()),
                () -> ThreadLocalRandom.current().nextDouble(),
                Interrupts.ofThisProcess());
    }

    @Nullable
    String variable(String name) {
        String value = env.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A line of data. */
    void print(String line) {
        PrintWriter printer = printer();
        printer.print(line + "\n");
        printer.flush();
    }

    PrintWriter printer() {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }
}
