package dev.sheaf.app;

import dev.sheaf.online.Batcher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The online lane's life: measured from the start, and emptied before the end. */
@ApplicationScoped
class Drain {

    /** {@code sheaf.queue.items}: items that wait for their pack to leave. */
    void measure(@Observes StartupEvent start, Batcher batcher, MeterRegistry registry) {
        Gauge.builder("sheaf.queue.items", batcher, Batcher::waiting).register(registry);
    }

    /** What waits leaves at once; Quarkus then waits for the requests that are still being answered. */
    void drain(@Observes ShutdownDelayInitiatedEvent end, Batcher batcher) {
        batcher.drain();
    }

    /** The registry outlives an application that is started again in the same process; what it measured does not. */
    void forget(@Observes ShutdownEvent end, MeterRegistry registry) {
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("sheaf."))
                .forEach(registry::remove);
    }
}
