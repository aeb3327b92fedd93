package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.cost.Bill;
import dev.sheaf.cost.Ledger.Entry;
import dev.sheaf.cost.Money;
import dev.sheaf.model.Usage;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OwnDatabase.class)
class StoredLedgerTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Pool pool;
    private final StoredLedger ledger;
    private final String tenant = UUID.randomUUID().toString();

    StoredLedgerTest(Pool pool) {
        this.pool = pool;
        this.ledger = new StoredLedger(() -> pool, 100_000);
    }

    private Entry entry(String call, Optional<Money> cost) {
        return new Entry(tenant, call, null, null, "m", "online", true, 1, new Usage(5, 4, 3, 2), bill(cost), AT);
    }

    /** Twice as much alone, a third more with the cache; not sold in batches. */
    private static Bill bill(Optional<Money> cost) {
        return new Bill(
                cost,
                cost.map(money -> money.times(new BigDecimal("2"))),
                cost.map(money -> money.times(new BigDecimal("1.5"))),
                cost,
                Optional.empty(),
                Optional.empty());
    }

    private Entry entry() {
        return entry(UUID.randomUUID().toString(), Optional.of(Money.of("0.000000000123")));
    }

    private List<Row> rows() {
        return StreamSupport.stream(
                        pool.preparedQuery("select * from ledger where tenant = $1")
                                .execute(Tuple.of(tenant))
                                .await()
                                .atMost(BOUND)
                                .spliterator(),
                        false)
                .toList();
    }

    private static void write(StoredLedger ledger) {
        ledger.write().await().atMost(BOUND);
    }

    @Test
    void an_entry_is_written_as_it_was_booked() {
        Entry booked = entry();
        ledger.book(booked);
        assertThat(ledger.waiting()).isOne();
        write(ledger);

        assertThat(rows()).hasSize(1);
        Row row = rows().get(0);
        assertThat(row.getString("request")).isEqualTo(booked.call());
        assertThat(row.getString("task")).isNull();
        assertThat(row.getString("job")).isNull();
        assertThat(row.getString("model")).isEqualTo("m");
        assertThat(row.getString("lane")).isEqualTo("online");
        assertThat(row.getBoolean("confirmed")).isTrue();
        assertThat(row.getInteger("items")).isOne();
        assertThat(List.of("input", "cached", "output", "reasoning"))
                .map(row::getLong)
                .containsExactly(5L, 4L, 3L, 2L);
        assertThat(row.getBigDecimal("cost")).isEqualByComparingTo("0.000000000123");
        assertThat(row.getBigDecimal("alone")).isEqualByComparingTo("0.000000000246");
        assertThat(row.getBigDecimal("alone_cached")).isEqualByComparingTo("0.000000000185");
        assertThat(row.getBigDecimal("packed")).isEqualByComparingTo("0.000000000123");
        assertThat(row.getBigDecimal("batch")).isNull();
        assertThat(row.getOffsetDateTime("at")
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toInstant())
                .isEqualTo(AT);
        assertThat(ledger.waiting()).isZero();
    }

    @Test
    void a_call_of_a_task_has_its_name_and_a_model_without_a_price_no_cost() {
        ledger.book(new Entry(tenant, tenant, "t", "v", "m", "batch", false, 7, Usage.NONE, Bill.UNKNOWN, AT));
        write(ledger);

        Row row = rows().get(0);
        assertThat(row.getString("task")).isEqualTo("t");
        assertThat(row.getString("version")).isEqualTo("v");
        assertThat(row.getBigDecimal("cost")).isNull();
        assertThat(row.getBoolean("confirmed")).isFalse();
    }

    @Test
    void many_entries_are_all_written() {
        IntStream.range(0, 12_345).forEach(i -> ledger.book(entry()));
        write(ledger);
        assertThat(rows()).hasSize(12_345);
    }

    @Test
    void an_entry_is_written_once_even_where_the_database_s_answer_was_lost() {
        Entry booked = entry();
        ledger.book(booked);
        write(ledger);
        ledger.book(booked);
        ledger.book(entry());
        write(ledger);
        assertThat(rows()).hasSize(2);
    }

    @Test
    void what_the_database_did_not_take_waits_for_another_try() {
        AtomicBoolean down = new AtomicBoolean(true);
        StoredLedger shaky = new StoredLedger(
                () -> {
                    if (down.get()) {
                        throw new IllegalStateException("no database");
                    }
                    return pool;
                },
                10);
        shaky.book(entry());
        assertThatThrownBy(() -> write(shaky)).hasMessage("no database");
        assertThat(shaky.failures()).isOne();
        shaky.book(entry());
        assertThat(shaky.waiting()).isEqualTo(2);

        down.set(false);
        write(shaky);

        assertThat(rows()).hasSize(2);
        assertThat(shaky.lost()).isZero();
    }

    @Test
    void what_does_not_fit_is_counted_as_lost() {
        StoredLedger small = new StoredLedger(() -> pool, 2);
        IntStream.range(0, 5).forEach(i -> small.book(entry()));
        assertThat(small.lost()).isEqualTo(3);
        write(small);
        assertThat(rows()).hasSize(2);
        small.book(entry());
        write(small);
        assertThat(rows()).hasSize(3);
        assertThat(small.lost()).isEqualTo(3);
    }

    @Test
    void what_is_left_at_the_end_is_counted_as_lost() {
        ledger.book(entry());
        ledger.close();
        assertThat(ledger.lost()).isOne();
    }

    @Test
    void an_entry_that_the_database_cannot_take_holds_no_other_up() {
        ledger.book(entry());
        ledger.book(entry("a\0b", Optional.empty()));
        ledger.book(entry("too much", Optional.of(Money.of("1000000000000000000000000"))));
        ledger.book(entry());
        write(ledger);
        assertThat(rows()).hasSize(3);
        assertThat(ledger.lost()).isOne();
        assertThat(ledger.waiting()).isZero();
    }
}
