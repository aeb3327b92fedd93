package dev.sheaf.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The command line in a test: nothing of it is the process's own, and it never really waits. */
final class Cli {
    final FakePrograms programs = new FakePrograms();
    final Map<String, String> env = new HashMap<>();
    final Collection<Duration> pauses = new ConcurrentLinkedQueue<>();
    final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    final StringWriter stderr = new StringWriter();
    OutputStream out = stdout;
    InputStream in = InputStream.nullInputStream();
    Screen screen = new Screen(false, 80);
    Duration tick = Duration.ZERO;
    Runnable stop = () -> {};
    int saved;
    private final AtomicLong ticks = new AtomicLong();

    Cli at(FakeService service) {
        env.put("SHEAF_URL", service.url());
        return this;
    }

    int run(String... args) {
        return SheafCommand.run(args, programs, shell());
    }

    String out() {
        return stdout.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return stderr.toString();
    }

    Shell shell() {
        return new Shell(
                in,
                out,
                new PrintWriter(stderr, true),
                env,
                screen,
                () -> Instant.EPOCH.plus(tick.multipliedBy(ticks.getAndIncrement())),
                pauses::add,
                () -> 0,
                this::subscribe);
    }

    private Interrupts.Subscription subscribe(Runnable run) {
        stop = run;
        return () -> saved++;
    }
}
