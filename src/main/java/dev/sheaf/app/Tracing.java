package dev.sheaf.app;

import dev.sheaf.model.ChatModel;
import dev.sheaf.online.Trail;
import io.opentelemetry.api.trace.Tracer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether requests are followed: only where {@code quarkus.otel.sdk.disabled} is false. */
@ApplicationScoped
class Tracing {
    private final Optional<Traces> traces;

    Tracing(Instance<Tracer> tracer, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.traces = off ? Optional.empty() : Optional.of(new Traces(tracer.get(), InstantSource.system()));
    }

    Trail trail() {
        return traces.<Trail>map(on -> on).orElse(Trail.NONE);
    }

    ChatModel following(ChatModel model) {
        return traces.map(on -> on.following(model)).orElse(model);
    }
}
