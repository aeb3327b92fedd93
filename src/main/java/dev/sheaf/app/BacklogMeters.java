package dev.sheaf.app;

import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.store.StoredBacklog;
import dev.sheaf.store.StoredBacklog.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What waits in the database, which all replicas see alike: their figures are not to be added up.
 *
 * <ul>
 *   <li>{@code sheaf.due.seconds}: how long due work of jobs has waited for a replica
 *   <li>{@code sheaf.parts.oldest.seconds}: the age of the oldest open part, by {@code state}
 *   <li>{@code sheaf.enqueued.tokens}: input tokens in the provider's queue, by {@code model}
 *   <li>{@code sheaf.events.waiting}: events that are to be delivered
 *   <li>{@code sheaf.enqueued.limit}: how many of them it lets wait, by {@code model}, where that is configured
 * </ul>
 */
@Singleton
class BacklogMeters {
    private static final Logger LOG = Logger.getLogger(BacklogMeters.class);
    private static final List<String> OPEN = List.of("reserved", "uploaded", "withdrawn", "created", "fetched");

    private final Instance<Pool> pool;
    private final MultiGauge oldest;
    private final MultiGauge enqueued;
    private final Map<String, Long> limits;
    private volatile double overdue;
    private volatile long events;

    BacklogMeters(Instance<Pool> pool, BulkConfig config, MeterRegistry registry) {
        this.pool = pool;
        this.limits = Map.copyOf(config.enqueuedTokens());
        this.oldest = MultiGauge.builder("sheaf.parts.oldest.seconds").register(registry);
        this.enqueued = MultiGauge.builder("sheaf.enqueued.tokens").register(registry);
        Gauge.builder("sheaf.due.seconds", this, meters -> meters.overdue).register(registry);
        Gauge.builder("sheaf.events.waiting", this, meters -> meters.events).register(registry);
        MultiGauge.builder("sheaf.enqueued.limit")
                .register(registry)
                .register(limits.entrySet().stream()
                        .<Row<?>>map(limit -> row("model", limit.getKey(), limit.getValue()))
                        .toList());
    }

    @Scheduled(
            every = "PT15S",
            delayed = "PT1S",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> look() {
        return new StoredBacklog(pool.get())
                .now()
                .invoke(this::show)
                .onFailure()
                .invoke(failure -> LOG.warnf("What waits in the database is not known: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    void show(Backlog backlog) {
        overdue = backlog.overdue().toMillis() / 1000.0;
        events = backlog.events();
        oldest.register(
                OPEN.stream()
                        .<Row<?>>map(
                                state -> row("state", state, backlog.oldest().getOrDefault(state, 0.0)))
                        .toList(),
                true);
        enqueued.register(
                Stream.concat(limits.keySet().stream(), backlog.enqueued().keySet().stream())
                        .distinct()
                        .<Row<?>>map(
                                model -> row("model", model, backlog.enqueued().getOrDefault(model, 0.0)))
                        .toList(),
                true);
    }

    private static Row<Number> row(String tag, String value, Number number) {
        return Row.of(Tags.of(tag, value), number);
    }
}
