package dev.sheaf.app;

import dev.sheaf.quality.Checked;
import dev.sheaf.quality.Comparison;
import dev.sheaf.quality.Governed;
import dev.sheaf.quality.GovernorStore.Key;
import dev.sheaf.quality.GuardEvents;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * What is measured of the guard.
 *
 * <ul>
 *   <li>{@code sheaf.guard.size}: items that may share a call now, by {@code task}
 *   <li>{@code sheaf.guard.agreement}: the share of items that packing leaves as they are at that size, by {@code task}; from
 *       50 checks on
 *   <li>{@code sheaf.guard.bound}: the least that the task wants of it
 *   <li>{@code sheaf.guard.checks}: items that were asked alone as well, by {@code task} and {@code verdict}: {@code agreed},
 *       {@code pack_odd}, {@code alone_odd}, {@code all_differ}; all but the first are disagreements
 *   <li>{@code sheaf.guard.trials}: items that were asked in a larger pack for trial, by {@code task}
 *   <li>{@code sheaf.guard.changes}: how often a size was changed, by {@code task} and {@code direction}
 *   <li>{@code sheaf.guard.skipped}: items that were drawn and not checked, by {@code reason}
 *   <li>{@code sheaf.guard.failures}: checks that broke, and looks and notes that the database did not take
 * </ul>
 */
@Singleton
class GuardMeters implements GuardEvents {
    private static final Logger LOG = Logger.getLogger(GuardMeters.class);

    /** Checks of a size. */
    private static final int ENOUGH = 50;

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> sizes = new ConcurrentHashMap<>();
    private final Map<String, AtomicReference<Double>> agreements = new ConcurrentHashMap<>();
    private final Map<String, AtomicReference<Double>> bounds = new ConcurrentHashMap<>();

    GuardMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void size(Key key, int items) {
        sizes.computeIfAbsent(key.task(), this::gauge).set(items);
    }

    private AtomicInteger gauge(String task) {
        var items = new AtomicInteger();
        Gauge.builder("sheaf.guard.size", items, AtomicInteger::get)
                .tag("task", task)
                .register(registry);
        return items;
    }

    /** Of a few checks it says little, and is not said. */
    @Override
    public void known(Key key, Governed now, double bound) {
        Checked checked = now.now();
        double share = checked.checks() < ENOUGH ? Double.NaN : checked.agreement();
        agreements
                .computeIfAbsent(key.task(), task -> gauge("sheaf.guard.agreement", task))
                .set(share);
        bounds.computeIfAbsent(key.task(), task -> gauge("sheaf.guard.bound", task))
                .set(bound);
    }

    private AtomicReference<Double> gauge(String name, String task) {
        var value = new AtomicReference<>(Double.NaN);
        Gauge.builder(name, value, AtomicReference::get).tag("task", task).register(registry);
        return value;
    }

    @Override
    public void changed(Key key, int before, Governed now) {
        String direction = now.items() < before ? "down" : "up";
        registry.counter("sheaf.guard.changes", "task", key.task(), "direction", direction)
                .increment();
        LOG.warnf(
                "Up to %d items of task %s, version %s, share a call from now on; before it was %d."
                        + " Of %d items that were checked, %d got another answer alone; of these %d got that one twice.",
                now.items(),
                key.task(),
                key.version(),
                before,
                now.tally().checks(),
                now.tally().disagreements(),
                now.tally().packOdd());
    }

    @Override
    public void checked(Key key, Comparison verdict) {
        registry.counter("sheaf.guard.checks", "task", key.task(), "verdict", name(verdict))
                .increment();
    }

    @Override
    public void tried(Key key, int items) {
        registry.counter("sheaf.guard.trials", "task", key.task()).increment(items);
    }

    @Override
    public void skipped(Skip reason) {
        registry.counter("sheaf.guard.skipped", "reason", name(reason)).increment();
    }

    @Override
    public void failed(Key key, Throwable failure) {
        registry.counter("sheaf.guard.failures").increment();
        LOG.debugf(failure, "A check of task %s, version %s, broke.", key.task(), key.version());
    }

    private static String name(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
