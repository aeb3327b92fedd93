package dev.sheaf.app;

import io.quarkus.runtime.Quarkus;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run of the service on its foundation.
 *
 * <p>When the process is told to end, the virtual machine runs all its shutdown hooks at once and halts after the last.
 * Quarkus drains in a hook of its own; the one here keeps the machine from halting until the foundation is closed, which
 * happens when Quarkus has stopped.
 */
final class ServiceRun {

    /** Longer than Quarkus drains and the database stops; a bound, so that no fault keeps a process for ever. */
    private static final long LIMIT_SECONDS = 120;

    /** Kept, since a logger that nobody holds forgets its level. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    private ServiceRun() {}

    /**
     * Runs the service until it is told to stop, then closes the foundation.
     *
     * @return the exit code
     * @throws dev.sheaf.cli.Programs.Refused where what it needs is not there
     */
    static int on(Supplier<Foundation> layer, Consumer<URI> whenReady) {
        CountDownLatch over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(over), "foundation-last"));
        try (Foundation foundation = layer.get()) {
            new Handover(foundation.properties(), whenReady).give();
            return quarkus();
        } finally {
            over.countDown();
        }
    }

    private static int quarkus() {
        // configured levels count only once the configuration is sound, and Hibernate greets before
        HIBERNATE.setLevel(Level.WARNING);
        AtomicInteger code = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Quarkus.run(Serving.class, (exit, failure) -> {
            code.set(exit);
            failed.set(failure);
        });
        Throwable failure = failed.get();
        if (failure != null) {
            throw StartFailure.told(failure);
        }
        return code.get();
    }

    private static void await(CountDownLatch over) {
        try {
            over.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
