package dev.sheaf.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.cost.Cap.Scope;
import dev.sheaf.cost.Caps.Spending;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Seeds;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of the online lane under the caps of the day. */
class DayCapsTest {
    private static final Duration BOUND = Duration.ofSeconds(5);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T23:00:00Z"));
    private final List<Ledger.Entry> ledger = new ArrayList<>();
    private final List<Spending> stored = new ArrayList<>();
    private final DayCaps caps = new DayCaps(ledger::add, new StagedCaps(), this::write, now::get);
    /** Entries that a look has had written. */
    private int written;

    /** The caps that are staged; what was written counts as spent. */
    private final class StagedCaps implements Caps {
        @Override
        public Uni<List<Spending>> today(String tenant) {
            return today();
        }

        @Override
        public Uni<List<Spending>> today() {
            return Uni.createFrom().item(() -> stored.stream().map(this::now).toList());
        }

        private Spending now(Spending staged) {
            Money spent = ledger.subList(0, written).stream()
                    .filter(entry -> entry.tenant().equals(staged.tenant()))
                    .filter(entry -> staged.cap().scope() == Scope.TENANT
                            || staged.cap().name().equals(entry.task()))
                    .map(entry -> entry.bill().cost().orElse(Money.ZERO))
                    .reduce(staged.spent(), Money::plus);
            return new Spending(staged.tenant(), staged.cap(), spent, staged.reserved());
        }

        @Override
        public Uni<Void> put(String tenant, Cap cap) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Boolean> remove(String tenant, Scope scope, String name) {
            throw new UnsupportedOperationException();
        }
    }

    private Uni<Void> write() {
        return Uni.createFrom().voidItem().invoke(() -> written = ledger.size());
    }

    private void stage(Scope scope, String name, String most, String spent, String reserved) {
        stored.add(new Spending("t", new Cap(scope, name, Money.of(most)), Money.of(spent), Money.of(reserved)));
        look();
    }

    private void look() {
        caps.look().await().atMost(BOUND);
    }

    private void book(@Nullable String task, String usd) {
        Optional<Money> cost = Optional.of(Money.of(usd));
        caps.book(new Ledger.Entry(
                "t",
                "call" + ledger.size(),
                task,
                task,
                "m",
                "online",
                true,
                1,
                Usage.NONE,
                new Bill(cost, cost, cost, cost, cost, cost),
                now.get()));
    }

    private DayCaps.Hold hold(@Nullable String task, String usd) {
        return caps.hold("t", task, "m", Optional.of(Money.of(usd)));
    }

    private void assertFull(@Nullable String task, String usd, String why) {
        assertThatThrownBy(() -> hold(task, usd)).isInstanceOf(CapReached.class).hasMessageContaining(why);
    }

    @Test
    void where_there_is_no_cap_everything_goes() {
        assertThat(caps.bounds("t", "a")).isFalse();
        assertThat(caps.hold("t", "a", "m", Optional.empty())).isSameAs(DayCaps.Hold.NONE);
    }

    @Test
    void what_is_under_way_counts_until_it_is_over() {
        stage(Scope.TASK, "a", "1.00", "0.20", "0.30");
        DayCaps.Hold first = hold("a", "0.40");
        assertFull("a", "0.20", "the task's cap of $1.00 a day");

        first.release();
        first.release();

        hold("a", "0.50");
        assertFull("a", "0.01", "the task's cap");
    }

    @Test
    void a_tenants_cap_bounds_all_its_tasks_and_what_is_passed_on() {
        stage(Scope.TENANT, "", "1.00", "0", "0");
        hold("a", "0.60");
        hold("b", "0.30");
        assertFull(null, "0.20", "the tenant's cap");
        assertThat(caps.hold("other", "a", "m", Optional.empty())).isSameAs(DayCaps.Hold.NONE);
    }

    @Test
    void what_was_booked_counts_before_it_is_seen_and_once_after() {
        stage(Scope.TASK, "a", "1.00", "0", "0");
        book("a", "0.60");
        book("b", "9.00");
        assertFull("a", "0.50", "the task's cap");
        look();
        hold("a", "0.40");
        assertFull("a", "0.01", "the task's cap");
    }

    @Test
    void a_model_without_a_price_cannot_be_held_to_a_cap() {
        stage(Scope.TASK, "a", "1.00", "0", "0");
        assertThatThrownBy(() -> caps.hold("t", "a", "llama", Optional.empty()))
                .isInstanceOf(CapReached.class)
                .hasMessage("The model llama has no price, so that the task's cap of $1.00 a day cannot be held.");
    }

    @Test
    void a_new_day_begins_with_nothing_spent() {
        stage(Scope.TASK, "a", "1.00", "1.00", "0");
        assertThatThrownBy(() -> hold("a", "0.10"))
                .isInstanceOfSatisfying(CapReached.class, reached -> assertThat(reached.retryAfter())
                        .isEqualTo(Duration.ofHours(1)));

        now.set(Instant.parse("2026-03-02T00:00:01Z"));

        hold("a", "0.90");
    }

    static List<Integer> blocks() {
        return Seeds.blocks(200);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void whatever_happens_no_more_is_admitted_than_the_cap_leaves(int block) {
        Seeds.each(block, seed -> {
            DayCapsTest test = new DayCapsTest();
            test.stage(Scope.TASK, "a", "1.00", "0", "0");
            Random random = new Random(seed);
            List<DayCaps.Hold> holds = new ArrayList<>();
            List<Money> amounts = new ArrayList<>();
            Money spent = Money.ZERO;
            for (int step = 0; step < 60; step++) {
                int what = random.nextInt(4);
                if (what == 0) {
                    test.look();
                } else if (what == 1 && !holds.isEmpty()) {
                    int which = random.nextInt(holds.size());
                    Money cost = amounts.remove(which);
                    test.book("a", cost.usd().toPlainString());
                    holds.remove(which).release();
                    spent = spent.plus(cost);
                } else {
                    Money amount = new Money(BigDecimal.valueOf(1 + random.nextInt(300), 3));
                    try {
                        holds.add(test.hold("a", amount.usd().toPlainString()));
                        amounts.add(amount);
                    } catch (CapReached full) {
                        Money all = amounts.stream().reduce(spent, Money::plus).plus(amount);
                        assertThat(all).as("seed " + seed).isGreaterThan(Money.of("1"));
                    }
                }
                Money all = amounts.stream().reduce(spent, Money::plus);
                assertThat(all).as("seed " + seed).isLessThanOrEqualTo(Money.of("1"));
            }
        });
    }
}
