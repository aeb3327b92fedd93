package dev.sheaf.app;

import dev.sheaf.cost.Ledger;
import dev.sheaf.model.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts the tokens of calls that were passed on as they stood with those of all others, {@code sheaf.model.tokens}: their
 * replies are not read where the others are counted.
 */
final class MeteredLedger implements Ledger {
    private final Ledger ledger;
    private final Counter input;
    private final Counter cached;
    private final Counter output;

    MeteredLedger(Ledger ledger, MeterRegistry registry) {
        this.ledger = ledger;
        this.input = registry.counter("sheaf.model.tokens", "kind", "input");
        this.cached = registry.counter("sheaf.model.tokens", "kind", "cached");
        this.output = registry.counter("sheaf.model.tokens", "kind", "output");
    }

    @Override
    public void book(Entry entry) {
        ledger.book(entry);
        if (entry.task() == null && entry.confirmed()) {
            Usage usage = entry.usage();
            input.increment((double) usage.inputTokens());
            cached.increment((double) usage.cachedTokens());
            output.increment((double) usage.outputTokens());
        }
    }
}
