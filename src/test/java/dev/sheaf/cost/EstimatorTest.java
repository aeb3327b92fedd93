package dev.sheaf.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cost.Estimate.Outlook;
import dev.sheaf.cost.Estimate.Strategy;
import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Seeds;
import dev.sheaf.pack.Tasks;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.task.Item;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorTest {
    private static final TokenCounter TOKENS = TokenCounter.of(ModelProfile.Encoding.O200K);
    private static final PriceTable PRICES = PriceTable.builtIn();

    static List<Integer> blocks() {
        return Seeds.blocks(100);
    }

    /** Words until it is so many tokens. */
    private static String text(int tokens) {
        StringBuilder text = new StringBuilder("Lamp");
        while (TOKENS.count(text.toString()) < tokens) {
            text.append(" lamp");
        }
        return text.toString();
    }

    /** A task whose instructions, labels and all, are so many tokens. */
    private static Prepared task(int instructions, String... members) {
        StringBuilder words = new StringBuilder("Classify the comment.");
        while (true) {
            Prepared task = Tasks.prepared(Tasks.definition(
                    "'instructions':'" + words + "','labels':['POSITIVE','NEGATIVE','NEUTRAL']", members));
            int now = task.prompt().makeup().instructions();
            if (now >= instructions) {
                assertThat(now).isEqualTo(instructions);
                return task;
            }
            words.append(" lamp".repeat(Math.max(1, (instructions - now) / 2)));
        }
    }

    private static Estimate estimate(Prepared task, List<String> texts) {
        return estimate(task, texts, Long.MAX_VALUE, Pace.USUAL);
    }

    private static Estimate estimate(Prepared task, List<String> texts, long exactly, Pace pace) {
        Estimator estimator = new Estimator(task, exactly);
        texts.forEach(text -> estimator.add(new Item("", text)));
        return estimator.end(PRICES, pace, Checking.USUAL);
    }

    @Test
    void twenty_items_of_fifty_tokens_under_500_of_instructions_are_11000_against_1500() {
        Prepared task = task(500, "'format':'lines'", "'packing':{'maxItems':20}");

        Estimate estimate =
                estimate(task, IntStream.range(0, 20).mapToObj(i -> text(50)).toList());

        Outlook alone = estimate.outlook(Strategy.ALONE);
        assertThat(alone.calls()).isEqualTo(20);
        assertThat(alone.usage().inputTokens()).isEqualTo(11_000);
        Outlook packed = estimate.outlook(Strategy.PACKED);
        assertThat(packed.calls()).isOne();
        long added = estimate.tokens().markersAndForm();
        assertThat(packed.usage().inputTokens() - added).isEqualTo(1_500);
        assertThat(added).as("20 markers of some 4 tokens, and the form").isBetween(80L, 200L);
        assertThat(estimate.outlook(Strategy.PACKED_BATCH).usage()).isEqualTo(packed.usage());
        assertThat(estimate.outlook(Strategy.BATCH).usage()).isEqualTo(alone.usage());
    }

    @Test
    void a_batch_is_half_the_price_and_both_savings_multiply() {
        Estimate estimate = estimate(
                task(500), IntStream.range(0, 200).mapToObj(i -> text(50)).toList());

        Money alone = estimate.outlook(Strategy.ALONE).cost().orElseThrow();
        Money packed = estimate.outlook(Strategy.PACKED).cost().orElseThrow();
        BigDecimal half = new BigDecimal("0.5");
        assertThat(estimate.outlook(Strategy.BATCH).cost()).contains(alone.times(half));
        assertThat(estimate.outlook(Strategy.PACKED_BATCH).cost()).contains(packed.times(half));
        assertThat(estimate.saved(Strategy.ALONE))
                .hasValueSatisfying(none -> assertThat(none).isZero());
        assertThat(estimate.saved(Strategy.PACKED_BATCH))
                .hasValueSatisfying(part -> assertThat(part).isGreaterThan(new BigDecimal("0.85")));
        assertThat(estimate.outlook(Strategy.FLEX).cost()).as("not sold so").isEmpty();
    }

    @Test
    void savings_are_measured_against_cached_instructions_where_they_are_long() {
        Estimate estimate = estimate(
                task(2_048), IntStream.range(0, 20).mapToObj(i -> text(50)).toList());

        Outlook alone = estimate.outlook(Strategy.ALONE);
        assertThat(alone.costCached().orElseThrow()).isLessThan(alone.cost().orElseThrow());
        assertThat(alone.cheaper()).isEqualTo(alone.costCached());
        Money packed = estimate.outlook(Strategy.PACKED).cost().orElseThrow();
        BigDecimal paid =
                BigDecimal.ONE.subtract(estimate.saved(Strategy.PACKED).orElseThrow());
        assertThat(alone.costCached()
                        .orElseThrow()
                        .times(paid)
                        .minus(packed)
                        .usd()
                        .abs())
                .isLessThan(packed.usd().movePointLeft(2));
    }

    @Test
    void a_model_without_a_price_is_unknown_and_its_tokens_are_counted() {
        Prepared task = Tasks.prepared(Tasks.sentiment("'model':'llama-3.1-8b'"));

        ObjectNode json = estimate(task, List.of("good", "bad")).json();

        assertThat(json.at("/strategies/packed/cost").asText()).isEqualTo("unknown");
        assertThat(json.at("/strategies/packed/saved").isMissingNode()).isTrue();
        assertThat(json.at("/strategies/packed/inputTokens").asLong()).isPositive();
    }

    @Test
    void nothing_costs_nothing() {
        Estimate estimate = estimate(Tasks.prepared(Tasks.sentiment()), List.of());

        assertThat(estimate.outlook(Strategy.ALONE).cost()).contains(Money.ZERO);
        assertThat(estimate.outlook(Strategy.PACKED).calls()).isZero();
        assertThat(estimate.saved(Strategy.PACKED)).isEmpty();
    }

    @Test
    void what_cannot_be_asked_is_told_and_costs_nothing() {
        Prepared task = Tasks.prepared(Tasks.sentiment("'packing':{'maxTokens':500}"));

        Estimate estimate = estimate(task, List.of("good", text(600)));

        assertThat(estimate.items()).isOne();
        assertThat(estimate.refused()).isOne();
    }

    @Test
    void limits_take_their_time() {
        Prepared task = Tasks.prepared(Tasks.sentiment("'packing':{'maxItems':1}"));
        List<String> texts = IntStream.range(0, 600).mapToObj(i -> "Lamp " + i).toList();

        Pace slow = new Pace(64, OptionalLong.of(60), OptionalLong.empty(), OptionalLong.of(20_000));
        Estimate estimate = estimate(task, texts, Long.MAX_VALUE, slow);

        assertThat(estimate.outlook(Strategy.ALONE).usually()).isEqualTo(Duration.ofMinutes(10));
        long turns = (estimate.outlook(Strategy.PACKED_BATCH).usage().inputTokens() + 19_999) / 20_000;
        assertThat(turns).isGreaterThan(1);
        assertThat(estimate.outlook(Strategy.PACKED_BATCH).atMost()).contains(Duration.ofHours(24 * turns));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines", "json", "json_schema", "tool"})
    void what_is_estimated_alone_is_what_the_ledger_takes_for_alone(String format) {
        Prepared task = Tasks.prepared(Tasks.sentiment("'format':'" + format + "'", "'packing':{'maxItems':10}"));
        List<Item> items = IntStream.range(0, 10)
                .mapToObj(i -> new Item("" + i, "Lamp " + i + " is blue"))
                .toList();
        Pack pack = task.prompt().lay(items, 5);
        Usage usual = task.prompt().usual(pack);

        Usage booked = Alone.of(usual, new Content(10, true, task.prompt().makeup()));
        Usage estimated = estimate(task, items.stream().map(Item::text).toList())
                .outlook(Strategy.ALONE)
                .usage();

        assertThat(booked.inputTokens()).isCloseTo(estimated.inputTokens(), within(2 * 10L));
        assertThat(booked.outputTokens()).isCloseTo(estimated.outputTokens(), within(2 * 10L));
        assertThat(booked.outputTokens()).as("a label or so each").isBetween(10L, 60L);
    }

    private static org.assertj.core.data.Offset<Long> within(long tokens) {
        return org.assertj.core.data.Offset.offset(tokens);
    }

    /** Of samples, 19 in 20 hold the truth; it is the laws' seeds that are counted together. */
    @Test
    void the_error_that_is_stated_holds_the_truth() {
        int seeds = 60;
        int held = 0;
        Prepared task = Tasks.prepared(Tasks.sentiment("'packing':{'maxItems':5}"));
        for (int seed = 0; seed < seeds; seed++) {
            List<String> texts = texts(new Random(seed), 4_000);
            long truth = texts.stream().mapToLong(TOKENS::count).sum();
            Estimate.Tokens said = estimate(task, texts, 2_000, Pace.USUAL).tokens();
            assertThat(said.exact()).isFalse();
            assertThat(said.plusMinus()).isPositive().isLessThan(truth / 5);
            held += Math.abs(said.items() - truth) <= said.plusMinus() ? 1 : 0;
        }
        assertThat(held).isGreaterThanOrEqualTo(seeds * 8 / 10);
    }

    /** What a file begins with says nothing of its end: the sample is of what was not counted. */
    @Test
    void a_file_that_changes_its_language_is_estimated_by_its_end() {
        Prepared task = Tasks.prepared(Tasks.sentiment("'packing':{'maxItems':5}"));
        List<String> texts = new ArrayList<>(texts(new Random(1), 3_000));
        long head = texts.stream().mapToLong(TokenCounter::atMost).sum();
        Random random = new Random(2);
        for (int i = 0; i < 6_000; i++) {
            texts.add("灯".repeat(10 + random.nextInt(20)) + " ∆≈ç√ ".repeat(random.nextInt(5)) + i);
        }
        long truth = texts.stream().mapToLong(TOKENS::count).sum();

        Estimate.Tokens said = estimate(task, texts, head, Pace.USUAL).tokens();

        assertThat(said.exact()).isFalse();
        assertThat(Math.abs(said.items() - truth)).isLessThanOrEqualTo(said.plusMinus());
        assertThat(said.plusMinus()).isLessThan(truth / 10);
    }

    @Test
    void a_task_that_votes_asks_each_pack_twice_and_an_item_alone_once() {
        List<String> texts = IntStream.range(0, 41).mapToObj(i -> text(50)).toList();
        Estimate once = estimate(task(500, "'packing':{'maxItems':20}"), texts);
        Estimate voted = estimate(task(500, "'packing':{'maxItems':20}", "'quality':{'votes':5}"), texts);

        assertThat(once.outlook(Strategy.PACKED).calls()).isEqualTo(3);
        assertThat(voted.outlook(Strategy.PACKED).calls()).isEqualTo(2 * 2 + 1);
        assertThat(voted.outlook(Strategy.PACKED).usage().inputTokens())
                .isBetween(
                        once.outlook(Strategy.PACKED).usage().inputTokens() * 18 / 10,
                        once.outlook(Strategy.PACKED).usage().inputTokens() * 2);
        assertThat(voted.outlook(Strategy.ALONE)).isEqualTo(once.outlook(Strategy.ALONE));
        assertThat(voted.votes()).isEqualTo(5);
    }

    @Test
    void the_guards_checks_are_told_beside_the_ways_and_bounded() {
        List<String> texts =
                IntStream.range(0, 2_000).mapToObj(i -> "Lamp " + i).toList();
        Prepared twenty = task(500, "'packing':{'maxItems':20}");
        Estimator estimator = new Estimator(twenty, Long.MAX_VALUE);
        texts.forEach(text -> estimator.add(new Item("", text)));
        Estimate bold = estimator.end(PRICES, Pace.USUAL, new Checking(0.01, 100));

        // of 100 packs of 20, each with a chance of 1 - 0.99^20
        assertThat(bold.checks().calls()).isEqualTo(18);
        assertThat(bold.checks().usage().inputTokens()).isBetween(18 * 500L, 18 * 700L);
        assertThat(bold.checks().cost())
                .hasValueSatisfying(cost -> assertThat(cost.isPositive()).isTrue());
        Usage packed = bold.outlook(Strategy.PACKED).usage();
        Usage bounded = estimate(twenty, texts).checks().usage();
        assertThat(bounded.inputTokens() + bounded.outputTokens())
                .isPositive()
                .isLessThan((packed.inputTokens() + packed.outputTokens()) / 9);
        assertThat(estimate(task(500, "'packing':{'maxItems':1}"), texts)
                        .checks()
                        .calls())
                .isZero();
    }

    @Test
    void an_item_apart_has_a_call_of_its_own() {
        Estimator estimator = new Estimator(Tasks.prepared(Tasks.sentiment()), Long.MAX_VALUE);
        List.of("one", "two").forEach(text -> estimator.add(new Item("", text)));
        estimator.addApart(new Item("", "three"));
        List.of("four", "five").forEach(text -> estimator.add(new Item("", text)));

        Estimate estimate = estimator.end(PRICES, Pace.USUAL, Checking.NONE);

        assertThat(estimate.outlook(Strategy.PACKED).calls()).isEqualTo(3);
        assertThat(estimate.items()).isEqualTo(5);
    }

    private static List<String> texts(Random random, int count) {
        List<String> words = List.of("lamp", "Blaulicht", "été", "x9", "unbelievable", "of", "7731", "ship,");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder("It is");
            for (int word = random.nextInt(30); word > 0; word--) {
                text.append(' ').append(words.get(random.nextInt(words.size())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void a_sample_is_as_large_as_the_whole(int block) {
        Prepared task = Tasks.prepared(Tasks.sentiment("'packing':{'maxItems':5}"));
        Seeds.each(block, seed -> {
            List<String> texts = texts(new Random(seed), 700);
            Estimate exact = estimate(task, texts);
            Estimate sampled = estimate(task, texts, 1_000, Pace.USUAL);

            for (Strategy strategy : Strategy.values()) {
                assertThat(sampled.outlook(strategy).calls())
                        .as("seed " + seed)
                        .isEqualTo(exact.outlook(strategy).calls());
            }
            assertThat(sampled.items()).isEqualTo(exact.items());
            assertThat(exact.tokens().exact()).isTrue();
            assertThat(exact.tokens().plusMinus()).isZero();
        });
    }
}
