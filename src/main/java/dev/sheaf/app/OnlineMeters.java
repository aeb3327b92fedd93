package dev.sheaf.app;

import dev.sheaf.ask.AskEvents;
import dev.sheaf.ask.Votes;
import dev.sheaf.model.Usage;
import dev.sheaf.online.OnlineEvents;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.pack.Trouble;
import dev.sheaf.quality.Voter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What is measured of the online lane.
 *
 * <ul>
 *   <li>{@code sheaf.items}: items that were settled, by {@code outcome}: {@code answered} or {@code failed}
 *   <li>{@code sheaf.packs}: packs that left the queue
 *   <li>{@code sheaf.pack.items}: items a model call, repairs included
 *   <li>{@code sheaf.queue.wait}: time from an item's admission until its pack left
 *   <li>{@code sheaf.repairs}: items that were asked again, by {@code reason}
 *   <li>{@code sheaf.failures}: items that were left without an answer, by {@code reason}
 *   <li>{@code sheaf.isolated}: items that look like instructions to the model and were asked alone
 *   <li>{@code sheaf.votes}: how often an item was answered before it was settled, where its task votes
 *   <li>{@code sheaf.anomalies}: replies that were odd as a whole, by {@code kind}
 *   <li>{@code sheaf.doubted}: items of such replies that were asked again, by {@code outcome}: the answer they had there was
 *       {@code kept} or {@code changed}
 * </ul>
 */
@Singleton
class OnlineMeters implements AskEvents, OnlineEvents, Voter.Events {
    private static final Logger LOG = Logger.getLogger(OnlineMeters.class);

    private final MeterRegistry registry;
    private final Counter answered;
    private final Counter failed;
    private final Counter packs;
    private final Counter isolated;
    private final DistributionSummary packItems;
    private final Timer wait;

    OnlineMeters(MeterRegistry registry) {
        this.registry = registry;
        this.answered = registry.counter("sheaf.items", "outcome", "answered");
        this.failed = registry.counter("sheaf.items", "outcome", "failed");
        this.isolated = registry.counter("sheaf.isolated");
        this.packs = registry.counter("sheaf.packs");
        this.packItems = registry.summary("sheaf.pack.items");
        this.wait = registry.timer("sheaf.queue.wait");
    }

    @Override
    public void packed(int items) {
        packs.increment();
    }

    @Override
    public void waited(long nanos) {
        wait.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void settled(boolean hasAnswer) {
        (hasAnswer ? answered : failed).increment();
    }

    @Override
    public void isolated() {
        isolated.increment();
    }

    @Override
    public void voted(Votes votes) {
        registry.summary("sheaf.votes").record(votes.asked());
    }

    @Override
    public void broke(Throwable fault) {
        LOG.error("A pack broke, its items were told so", fault);
    }

    @Override
    public void replied(int items, Usage usage, Set<Anomaly> anomalies) {
        packItems.record(items);
        anomalies.forEach(anomaly -> count("sheaf.anomalies", "kind", name(anomaly)));
    }

    @Override
    public void repaired(Trouble trouble) {
        count("sheaf.repairs", "reason", name(trouble));
    }

    @Override
    public void compared(boolean kept) {
        count("sheaf.doubted", "outcome", kept ? "kept" : "changed");
    }

    @Override
    public void gaveUp(String code) {
        count("sheaf.failures", "reason", code);
    }

    private void count(String name, String tag, String value) {
        registry.counter(name, tag, value).increment();
    }

    private static String name(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
