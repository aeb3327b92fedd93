package dev.sheaf.app;

import dev.sheaf.quality.Checked;
import dev.sheaf.quality.Comparison;
import dev.sheaf.quality.Governed;
import dev.sheaf.quality.GovernorStore.Key;
import dev.sheaf.quality.GuardEvents;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * What is measured of the guard, by {@code tenant} and {@code task}; of a task's versions the one that was asked last.
 *
 * <ul>
 *   <li>{@code sheaf.guard.size}: items that may share a call now
 *   <li>{@code sheaf.guard.agreement}: the share of items that packing leaves as they are at that size; from 50 checks
 *       on
 *   <li>{@code sheaf.guard.bound}: the least that the task wants of it
 *   <li>{@code sheaf.guard.checks}: items that were asked alone as well, by {@code verdict}: {@code agreed},
 *       {@code pack_odd}, {@code alone_odd}, {@code all_differ}; all but the first are disagreements
 *   <li>{@code sheaf.guard.trials}: items that were asked in a larger pack for trial
 *   <li>{@code sheaf.guard.changes}: how often a size was changed, by {@code direction}
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
    private final Map<Tags, AtomicInteger> sizes = new ConcurrentHashMap<>();
    private final Map<Tags, AtomicReference<Double>> agreements = new ConcurrentHashMap<>();
    private final Map<Tags, AtomicReference<Double>> bounds = new ConcurrentHashMap<>();

    GuardMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void size(Key key, int items) {
        sizes.computeIfAbsent(of(key), this::gauge).set(items);
    }

    /** Not by version: each change would leave its figures behind for good. */
    private static Tags of(Key key) {
        return Tags.of("tenant", key.tenant(), "task", key.task());
    }

    private AtomicInteger gauge(Tags task) {
        var items = new AtomicInteger();
        Gauge.builder("sheaf.guard.size", items, AtomicInteger::get).tags(task).register(registry);
        return items;
    }

    /** Of a few checks it says little, and is not said. */
    @Override
    public void known(Key key, Governed now, double bound) {
        Checked checked = now.now();
        double share = checked.checks() < ENOUGH ? Double.NaN : checked.agreement();
        agreements
                .computeIfAbsent(of(key), task -> gauge("sheaf.guard.agreement", task))
                .set(share);
        bounds.computeIfAbsent(of(key), task -> gauge("sheaf.guard.bound", task))
                .set(bound);
    }

    private AtomicReference<Double> gauge(String name, Tags task) {
        var value = new AtomicReference<>(Double.NaN);
        Gauge.builder(name, value, AtomicReference::get).tags(task).register(registry);
        return value;
    }

    @Override
    public void changed(Key key, int before, Governed now) {
        String direction = now.items() < before ? "down" : "up";
        registry.counter("sheaf.guard.changes", of(key).and("direction", direction))
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
        registry.counter("sheaf.guard.checks", of(key).and("verdict", name(verdict)))
                .increment();
    }

    @Override
    public void tried(Key key, int items) {
        registry.counter("sheaf.guard.trials", of(key)).increment(items);
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
