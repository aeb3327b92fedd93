package dev.sheaf.app;

import dev.sheaf.bulk.Works;
import dev.sheaf.cost.Caps;
import dev.sheaf.cost.Costs;
import dev.sheaf.cost.DayCaps;
import dev.sheaf.cost.Ledger;
import dev.sheaf.store.StoredCaps;
import dev.sheaf.store.StoredCosts;
import dev.sheaf.store.StoredLedger;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Has the ledger written, all that was booked since the last time in one statement, and the rest at the end.
 *
 * <ul>
 *   <li>{@code sheaf.ledger.waiting}: entries that are not yet written
 *   <li>{@code sheaf.ledger.failures}: times that the database took none; they are tried again
 *   <li>{@code sheaf.ledger.lost}: entries that could not be kept
 * </ul>
 */
@ApplicationScoped
class Bookkeeping {
    private static final Logger LOG = Logger.getLogger(Bookkeeping.class);
    private static final long EVERY_MILLIS = 50;
    /** After failures in a row longer and longer, up to 200 times that. */
    private static final int LONGEST_PAUSE = 200;
    /** Some 60 MB, some ten seconds of all that one replica can pass on. */
    private static final int MOST_WAITING = 200_000;
    /** What the end waits for at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What other replicas spend is seen so much later. */
    private static final long LOOK_MILLIS = 1_000;

    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean blind = new AtomicBoolean();
    private long timer;
    private long looks;
    private int pause;
    private int failuresInARow;

    @Produces
    @Singleton
    @Typed(StoredLedger.class)
    StoredLedger stored(Instance<Pool> pool) {
        return new StoredLedger(pool::get, MOST_WAITING);
    }

    @Produces
    @Singleton
    Caps caps(Instance<Pool> pool, Instance<Works> works) {
        return new StoredCaps(pool::get, () -> works.get().wake());
    }

    @Produces
    @Singleton
    @Typed(DayCaps.class)
    DayCaps dayCaps(StoredLedger stored, Caps caps, Clock clock) {
        return new DayCaps(stored, caps, stored::write, clock);
    }

    @Produces
    @Singleton
    Ledger ledger(DayCaps caps, MeterRegistry registry) {
        return new MeteredLedger(caps, registry);
    }

    @Produces
    @Singleton
    Costs costs(Instance<Pool> pool) {
        return new StoredCosts(pool::get);
    }

    /** When all that may refuse the start has been heard. */
    void begin(
            @Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent start,
            StoredLedger ledger,
            CapMeters caps,
            Vertx vertx,
            MeterRegistry registry) {
        Gauge.builder("sheaf.ledger.waiting", ledger, StoredLedger::waiting).register(registry);
        FunctionCounter.builder("sheaf.ledger.failures", ledger, StoredLedger::failures)
                .register(registry);
        FunctionCounter.builder("sheaf.ledger.lost", ledger, StoredLedger::lost).register(registry);
        timer = vertx.setPeriodic(EVERY_MILLIS, tick -> write(ledger));
        look(caps);
        looks = vertx.setPeriodic(LOOK_MILLIS, tick -> look(caps));
    }

    /** One at a time: a database that hangs is not asked more and more. */
    void look(CapMeters caps) {
        if (looking.compareAndSet(false, true)) {
            caps.look()
                    .onTermination()
                    .invoke(() -> looking.set(false))
                    .subscribe()
                    .with(done -> blind.set(false), this::blinded);
        }
    }

    /** Said when it begins, and not each second that it lasts. */
    private void blinded(Throwable failure) {
        if (blind.compareAndSet(false, true)) {
            LOG.warnf(
                    "The caps could not be read, and what was known of them holds until they can be: %s.",
                    failure.toString());
        }
    }

    // the timer's own event loop is the only one to come here
    private void write(StoredLedger ledger) {
        if (pause > 0) {
            pause--;
        } else {
            ledger.write().subscribe().with(done -> failuresInARow = 0, this::failed);
        }
    }

    private void failed(Throwable failure) {
        failuresInARow = Math.min(failuresInARow + 1, LONGEST_PAUSE);
        pause = failuresInARow;
        LOG.warnf("The ledger could not be written, and will be tried again: %s.", failure.toString());
    }

    /** After the last request was answered. */
    void end(@Observes ShutdownEvent end, StoredLedger ledger, Vertx vertx) {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(looks);
        try {
            // what is being written, and then what came in meanwhile
            ledger.write().chain(ledger::write).await().atMost(PATIENCE);
        } catch (RuntimeException failure) {
            LOG.errorf("The ledger could not be written at the end: %s.", failure.toString());
        }
        ledger.close();
    }
}
