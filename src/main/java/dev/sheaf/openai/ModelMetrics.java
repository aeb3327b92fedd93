package dev.sheaf.openai;

import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of the provider.
 *
 * <ul>
 *   <li>{@code sheaf.model.latency}: time of each attempt, by {@code outcome}: {@code ok}, a failure's code, or
 *       {@code cancelled}
 *   <li>{@code sheaf.model.tokens}: tokens by {@code kind}: {@code input} (cached ones included), {@code cached},
 *       {@code output}
 *   <li>{@code sheaf.model.retries}: attempts after the first
 *   <li>{@code sheaf.provider.rate.limited}: 429s for requests or tokens a minute
 *   <li>{@code sheaf.provider.waiting}: calls waiting at the gate, by {@code priority}
 *   <li>{@code sheaf.relay.waiting}: passed-on calls of callers among them
 *   <li>{@code sheaf.relay.refused}: those that were refused since they would have waited, or had, too long
 *   <li>{@code sheaf.provider.inflight}: calls under way
 *   <li>{@code sheaf.provider.cooldown}: models whose calls wait after a 429
 * </ul>
 */
final class ModelMetrics {
    private final MeterRegistry registry;
    private final Counter input;
    private final Counter cached;
    private final Counter output;
    private final Counter retries;
    private final Counter refused;
    // looking one up in the registry costs more than the rest of it
    private final ConcurrentMap<String, Timer> latencies = new ConcurrentHashMap<>();

    ModelMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.input = tokens("input");
        this.cached = tokens("cached");
        this.output = tokens("output");
        this.retries = registry.counter("sheaf.model.retries");
        this.refused = registry.counter("sheaf.relay.refused");
    }

    private Counter tokens(String kind) {
        return registry.counter("sheaf.model.tokens", "kind", kind);
    }

    void watch(Gates gates) {
        FunctionCounter.builder("sheaf.provider.rate.limited", gates, Gates::limited)
                .register(registry);
        for (Priority priority : Priority.values()) {
            Gauge.builder("sheaf.provider.waiting", gates, watched -> watched.waiting(priority))
                    .tag("priority", priority.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("sheaf.provider.inflight", gates, Gates::inFlight).register(registry);
        Gauge.builder("sheaf.provider.cooldown", gates, Gates::coolingDown).register(registry);
    }

    void watch(WaitingRoom room) {
        Gauge.builder("sheaf.relay.waiting", room, WaitingRoom::waiting).register(registry);
    }

    Timer.Sample start() {
        return Timer.start(registry);
    }

    void attempted(Timer.Sample sample, @Nullable Throwable failure, boolean cancelled) {
        String outcome = failure instanceof ModelFailure known ? known.code() : "ok";
        sample.stop(latencies.computeIfAbsent(cancelled ? "cancelled" : outcome, this::latency));
    }

    private Timer latency(String outcome) {
        return registry.timer("sheaf.model.latency", "outcome", outcome);
    }

    void used(Usage usage) {
        input.increment((double) usage.inputTokens());
        cached.increment((double) usage.cachedTokens());
        output.increment((double) usage.outputTokens());
    }

    void refused() {
        refused.increment();
    }

    void retried() {
        retries.increment();
    }
}
