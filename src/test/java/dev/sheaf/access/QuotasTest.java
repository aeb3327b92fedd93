package dev.sheaf.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuotasTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final MemoryKeyDays days = new MemoryKeyDays();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final AtomicInteger replicas = new AtomicInteger(1);
    private final AtomicBoolean broken = new AtomicBoolean();
    private Instant now = NOON;
    private final Quotas one = replica();
    private final Quotas other = replica();

    private Quotas replica() {
        KeyDays shared = (day, more) ->
                broken.get() ? Uni.createFrom().failure(new IllegalStateException("no database")) : days.add(day, more);
        return new Quotas(shared, replicas::get, () -> now, nanos::get);
    }

    private static Caller caller(Integer perMinute, Long items, String usd) {
        return new Caller(
                "shop",
                Set.of(Role.ASK),
                "key" + perMinute + items + usd,
                new Limits(perMinute, items, usd == null ? null : Money.of(usd)));
    }

    private void enter(Quotas quotas, Caller caller) {
        quotas.enter(caller).await().indefinitely();
    }

    private void wait(Duration time) {
        nanos.addAndGet(time.toNanos());
        now = now.plus(time);
    }

    private long admitted(Quotas quotas, Caller caller, int tries) {
        return IntStream.range(0, tries)
                .filter(i -> quotas.enter(caller)
                        .map(in -> true)
                        .onFailure(LimitReached.class)
                        .recoverWithItem(false)
                        .replaceIfNullWith(true)
                        .await()
                        .indefinitely())
                .count();
    }

    private LimitReached refusal(Runnable work) {
        return catchThrowableOfType(LimitReached.class, work::run);
    }

    @Test
    void a_key_without_limits_costs_nothing() {
        Caller free = new Caller("shop", Set.of(), "free");
        enter(one, free);
        one.take(free, 1_000_000);
        one.spent(free, Optional.of(Money.of("1000")));
        one.write().await().indefinitely();

        assertThat(days.calls).hasValue(0);
        assertThat(one.itemsLeft(free)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_minutes_requests_may_come_at_once_and_come_back_evenly() {
        Caller caller = caller(60, null, null);

        assertThat(admitted(one, caller, 100)).isEqualTo(60);
        assertThat(refusal(() -> enter(one, caller)).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        wait(Duration.ofSeconds(1));
        assertThat(admitted(one, caller, 10)).isEqualTo(1);
        wait(Duration.ofMinutes(5));
        assertThat(admitted(one, caller, 100)).isEqualTo(60);
    }

    @Test
    void replicas_share_the_requests_a_minute() {
        Caller caller = caller(60, null, null);
        replicas.set(2);

        assertThat(admitted(one, caller, 100) + admitted(other, caller, 100)).isEqualTo(60);
    }

    @Test
    void requests_a_minute_cost_no_query() {
        admitted(one, caller(1_000, null, null), 1_000);

        assertThat(days.calls).hasValue(0);
    }

    @Test
    void items_are_taken_all_or_none_until_the_day_ends() {
        Caller caller = caller(null, 10L, null);
        enter(one, caller);
        one.take(caller, 8);

        LimitReached refused = refusal(() -> one.take(caller, 3));
        assertThat(refused).hasMessage("The key may have 10 items a day.");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofHours(12));
        assertThat(one.itemsLeft(caller)).isEqualTo(2);
        one.take(caller, 2);
        wait(Duration.ofHours(12));
        one.take(caller, 10);
    }

    @Test
    void items_that_were_given_back_are_there_for_others() {
        Caller caller = caller(null, 10L, null);
        enter(one, caller);
        one.take(caller, 10);
        one.write().await().indefinitely();

        one.giveBack(caller, 4);

        assertThat(one.itemsLeft(caller)).isEqualTo(4);
        one.write().await().indefinitely();
        enter(other, caller);
        assertThat(other.itemsLeft(caller)).isEqualTo(4);
        wait(Duration.ofHours(12));
        one.giveBack(caller, 4);
        assertThat(one.itemsLeft(caller)).isEqualTo(10);
    }

    @Test
    void what_one_replica_gave_out_the_other_knows_after_the_next_look() {
        Caller caller = caller(null, 10L, null);
        enter(one, caller);
        enter(other, caller);
        one.take(caller, 8);
        one.write().await().indefinitely();
        other.write().await().indefinitely();

        assertThat(other.itemsLeft(caller)).isEqualTo(2);
    }

    @Test
    void a_day_that_began_elsewhere_is_looked_up_before_the_first_call() {
        Caller caller = caller(null, 10L, "1");
        enter(one, caller);
        one.take(caller, 10);
        one.write().await().indefinitely();

        enter(other, caller);
        assertThatThrownBy(() -> other.take(caller, 1)).isInstanceOf(LimitReached.class);
    }

    @Test
    void many_calls_between_two_looks_cost_no_query() {
        Caller caller = caller(null, 1_000_000L, null);
        enter(one, caller);
        int before = days.calls.get();
        for (int i = 0; i < 1_000; i++) {
            enter(one, caller);
            one.take(caller, 1);
        }
        assertThat(days.calls).hasValue(before);
    }

    @Test
    void a_key_that_rested_is_forgotten_and_looked_up_again() {
        Caller caller = caller(null, 10L, null);
        enter(one, caller);
        one.take(caller, 4);
        one.write().await().indefinitely();
        wait(Duration.ofSeconds(6));
        one.write().await().indefinitely();
        int idle = days.calls.get();
        one.write().await().indefinitely();
        assertThat(days.calls).hasValue(idle);

        enter(other, caller);
        other.take(caller, 3);
        other.write().await().indefinitely();
        enter(one, caller);
        assertThat(one.itemsLeft(caller)).isEqualTo(3);
    }

    @Test
    void what_could_not_be_written_is_counted_and_written_later() {
        Caller caller = caller(null, 10L, "1");
        enter(one, caller);
        one.take(caller, 4);
        one.spent(caller, Optional.of(Money.of("0.5")));
        broken.set(true);
        assertThatThrownBy(() -> one.write().await().indefinitely()).isInstanceOf(IllegalStateException.class);
        assertThat(one.itemsLeft(caller)).isEqualTo(6);
        broken.set(false);
        one.write().await().indefinitely();

        enter(other, caller);
        assertThat(other.itemsLeft(caller)).isEqualTo(6);
        assertThat(one.itemsLeft(caller)).isEqualTo(6);
    }

    @Test
    void when_the_days_money_is_spent_nothing_more_is_taken_in() {
        Caller caller = caller(null, null, "0.01");
        enter(one, caller);
        one.take(caller, 1);
        one.spent(caller, Optional.of(Money.of("0.009")));
        one.take(caller, 1);
        one.spent(caller, Optional.of(Money.of("0.002")));

        assertThat(refusal(() -> one.take(caller, 1))).hasMessage("The key may have calls for $0.01 a day.");
        assertThatThrownBy(() -> one.checkMoney(caller)).isInstanceOf(LimitReached.class);
    }

    @Test
    void money_before_midnight_stays_on_its_day() {
        Caller caller = caller(null, 5L, "1");
        enter(one, caller);
        one.take(caller, 5);
        wait(Duration.ofHours(13));
        enter(one, caller);
        one.take(caller, 2);
        one.write().await().indefinitely();

        enter(other, caller);
        assertThat(other.itemsLeft(caller)).isEqualTo(3);
    }
}
