package dev.sheaf.app;

import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Caps.Spending;
import dev.sheaf.cost.DayCaps;
import dev.sheaf.cost.Money;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/**
 * What is measured of the caps of the day, in US dollars, by {@code scope} ({@code tenant}, {@code task}), {@code tenant} and
 * {@code task}. Caps that are taken away are no longer shown.
 *
 * <ul>
 *   <li>{@code sheaf.cap.dollars}: what may be spent
 *   <li>{@code sheaf.cap.spent.dollars}: what was, today (UTC)
 *   <li>{@code sheaf.cap.reserved.dollars}: what parts of jobs that are being asked may still come to
 * </ul>
 */
@Singleton
class CapMeters {
    private final DayCaps caps;
    private final MultiGauge most;
    private final MultiGauge spent;
    private final MultiGauge reserved;

    CapMeters(DayCaps caps, MeterRegistry registry) {
        this.caps = caps;
        this.most = MultiGauge.builder("sheaf.cap.dollars").register(registry);
        this.spent = MultiGauge.builder("sheaf.cap.spent.dollars").register(registry);
        this.reserved = MultiGauge.builder("sheaf.cap.reserved.dollars").register(registry);
    }

    /** Looks again, and shows it. */
    Uni<Void> look() {
        return caps.look().invoke(this::show);
    }

    private void show() {
        List<Spending> all = caps.known();
        most.register(rows(all, one -> one.cap().most()), true);
        spent.register(rows(all, Spending::spent), true);
        reserved.register(rows(all, Spending::reserved), true);
    }

    private static Iterable<Row<?>> rows(List<Spending> all, Function<Spending, Money> figure) {
        return all.stream()
                .<Row<?>>map(one -> Row.of(tags(one), figure.apply(one).usd()))
                .toList();
    }

    private static Tags tags(Spending one) {
        Cap cap = one.cap();
        String scope = cap.scope().word();
        return Tags.of("scope", scope, "tenant", one.tenant(), "task", cap.name());
    }
}
