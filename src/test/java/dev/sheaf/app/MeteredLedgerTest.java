package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.cost.Bill;
import dev.sheaf.cost.Ledger.Entry;
import dev.sheaf.model.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeteredLedgerTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Entry> booked = new ArrayList<>();
    private final MeteredLedger ledger = new MeteredLedger(booked::add, registry);

    private static Entry entry(@Nullable String task, boolean confirmed) {
        Usage usage = new Usage(7, 3, 2, 1);
        return new Entry("t", "c", task, task, "m", "online", confirmed, 1, usage, Bill.UNKNOWN, Instant.EPOCH);
    }

    private double tokens(String kind) {
        return registry.counter("sheaf.model.tokens", "kind", kind).count();
    }

    @Test
    void the_tokens_of_calls_that_were_passed_on_are_counted() {
        ledger.book(entry(null, true));
        assertThat(booked).containsExactly(entry(null, true));
        assertThat(List.of("input", "cached", "output")).map(this::tokens).containsExactly(7.0, 3.0, 2.0);
    }

    @Test
    void estimates_and_calls_of_tasks_are_not() {
        ledger.book(entry(null, false));
        ledger.book(entry("t", true));
        assertThat(booked).hasSize(2);
        assertThat(tokens("input")).isZero();
    }
}
