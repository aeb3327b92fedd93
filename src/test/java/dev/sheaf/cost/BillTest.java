package dev.sheaf.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Makeup;
import dev.sheaf.pack.Seeds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the items of a call would have cost otherwise. */
class BillTest {
    private static final long PER_MILLION = 1_000_000;
    /** 500 tokens of instructions, and what packing adds. */
    private static final Makeup WORKED = new Makeup(500, 40, 4, 5);

    static List<Integer> blocks() {
        return Seeds.blocks(1_000);
    }

    @Test
    void twenty_items_of_fifty_tokens_are_eleven_thousand_alone() {
        Usage packed = new Usage(500 + 40 + 20 * (50 + 4), 0, 20 * (1 + 5), 0);

        Usage alone = Alone.of(packed, new Content(20, true, WORKED));

        assertThat(alone).isEqualTo(new Usage(11_000, 0, 20, 0));
    }

    @Test
    void long_instructions_come_from_the_cache_where_each_item_is_asked_alone() {
        Content content = new Content(10, true, new Makeup(1_100, 0, 0, 0));

        Usage alone = Alone.cached(new Usage(1_100 + 10 * 50, 0, 10, 0), content);

        assertThat(alone.inputTokens()).isEqualTo(10 * 1_150);
        assertThat(alone.cachedTokens()).as("in steps of 128").isEqualTo(10 * 1_024);
    }

    @Test
    void short_ones_never_do() {
        Content content = new Content(10, true, new Makeup(1_023, 0, 0, 0));

        assertThat(Alone.cached(new Usage(1_100 + 10 * 50, 0, 10, 0), content).cachedTokens())
                .isZero();
    }

    @Test
    void a_repair_would_not_have_been_asked_otherwise() {
        Bill bill = PriceTable.builtIn()
                .bill("gpt-4o-mini", new Usage(1_000, 0, 20, 0), Tariff.LIST, new Content(3, false, WORKED));

        assertThat(bill.alone()).contains(Money.ZERO);
        assertThat(bill.aloneCached()).contains(Money.ZERO);
        assertThat(bill.batch()).contains(Money.ZERO);
        assertThat(bill.packed()).isEqualTo(bill.cost());
        assertThat(bill.packedBatch().orElseThrow())
                .isEqualTo(bill.cost().orElseThrow().times(new BigDecimal("0.5")));
    }

    @Test
    void without_a_price_nothing_is_known_rather_than_nothing_paid() {
        assertThat(PriceTable.builtIn().bill("none", new Usage(1, 0, 1, 0), Tariff.LIST, Content.AS_IT_STANDS))
                .isEqualTo(Bill.UNKNOWN);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void what_items_cost_alone_does_not_depend_on_how_they_are_packed(int block) {
        Seeds.each(block, seed -> {
            Random random = new Random(seed);
            Makeup makeup = makeup(random);
            int one = 1 + random.nextInt(40);
            int other = 1 + random.nextInt(40);
            long texts = random.nextInt(10_000);
            long more = random.nextInt(10_000);

            Usage together = alone(makeup, one + other, texts + more);
            Usage apart = alone(makeup, one, texts).plus(alone(makeup, other, more));

            assertThat(together).as("seed " + seed).isEqualTo(apart);
        });
    }

    /** Of a call whose items have so many tokens, each with an answer of two. */
    private static Usage alone(Makeup makeup, int items, long texts) {
        long input = makeup.instructions() + makeup.form() + (long) items * makeup.marker() + texts;
        Usage usage = new Usage(input, 0, items * (2L + makeup.answerForm()), 0);
        return Alone.of(usage, new Content(items, true, makeup));
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void whatever_a_provider_says_no_figure_is_odd(int block) {
        Seeds.each(block, seed -> {
            Random random = new Random(seed);
            Content content = new Content(1 + random.nextInt(40), true, makeup(random));
            long input = random.nextInt(20_000);
            long output = random.nextInt(2_000);
            Usage said = new Usage(input, random.nextLong(input + 1), output, random.nextLong(output + 1));

            Usage alone = Alone.of(said, content);
            Usage cached = Alone.cached(said, content);

            assertThat(alone.inputTokens())
                    .as("seed " + seed)
                    .isGreaterThanOrEqualTo(
                            (long) content.items() * content.makeup().instructions());
            assertThat(alone.outputTokens()).as("seed " + seed).isBetween(0L, output);
            assertThat(alone.reasoningTokens()).as("seed " + seed).isBetween(0L, alone.outputTokens());
            assertThat(cached.cachedTokens()).as("seed " + seed).isBetween(0L, cached.inputTokens());
            Rates rates = new Rates(BigDecimal.TEN, Optional.of(BigDecimal.ONE), BigDecimal.TEN);
            assertThat(rates.of(cached)).as("seed " + seed).isLessThanOrEqualTo(rates.of(alone));
        });
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void sums_of_money_do_not_depend_on_their_order(int block) {
        Seeds.each(block, seed -> {
            Random random = new Random(seed);
            Money one = money(random);
            Money other = money(random);
            Money third = money(random);

            assertThat(one.plus(other).plus(third)).isEqualTo(third.plus(one.plus(other)));
            assertThat(one.plus(other).minus(other)).isEqualTo(one);
            assertThat(one.atMost(other)).isEqualTo(other.atMost(one)).isLessThanOrEqualTo(one);
            assertThat(Money.of(one.usd().toPlainString())).isEqualTo(one);
        });
    }

    private static Money money(Random random) {
        return new Money(BigDecimal.valueOf(random.nextLong(PER_MILLION * PER_MILLION), random.nextInt(13)));
    }

    private static Makeup makeup(Random random) {
        return new Makeup(random.nextInt(3_000), random.nextInt(300), random.nextInt(8), random.nextInt(15));
    }
}
