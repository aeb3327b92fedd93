package dev.sheaf.app;

import dev.sheaf.events.Post;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What is measured of events.
 *
 * <ul>
 *   <li>{@code sheaf.events.in}: what came, by {@code kind} ({@code webhook}, or a CloudEvent's type) and {@code effect}
 *   <li>{@code sheaf.events.out}: attempts to deliver an event, by {@code outcome}: {@code delivered}, {@code again} or
 *       {@code given_up}
 * </ul>
 */
@Singleton
class PostMeters implements Post {
    private final MeterRegistry registry;

    /** What has not happened yet is there as nothing. */
    PostMeters(MeterRegistry registry) {
        this.registry = registry;
        List.of("called", "unknown", "repeated", "ignored", "refused").forEach(effect -> in("webhook", effect, 0));
        List.of("delivered", "again", "given_up").forEach(outcome -> out(outcome, 0));
    }

    @Override
    public void in(String kind, String effect) {
        in(kind, effect, 1);
    }

    @Override
    public void out(String outcome) {
        out(outcome, 1);
    }

    private void in(String kind, String effect, long number) {
        registry.counter("sheaf.events.in", "kind", kind, "effect", effect).increment(number);
    }

    private void out(String outcome, long number) {
        registry.counter("sheaf.events.out", "outcome", outcome).increment(number);
    }
}
