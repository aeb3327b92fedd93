package dev.sheaf.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Seeds;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTableTest {
    private static final PriceTable TABLE = PriceTable.builtIn();
    private static final long MILLION = 1_000_000;

    @TempDir
    Path dir;

    @Test
    void the_table_says_when_and_where_it_was_read() {
        assertThat(TABLE.date()).isAfter(LocalDate.of(2025, 1, 1));
        assertThat(TABLE.source()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini, 0.15, 0.075, 0.60",
        "gpt-4o-mini-2024-07-18, 0.15, 0.075, 0.60",
        "gpt-4o, 2.50, 1.25, 10",
        "gpt-4o-2024-11-20, 2.50, 1.25, 10",
        "gpt-4.1, 2, 0.50, 8",
        "gpt-4.1-mini, 0.40, 0.10, 1.60",
        "gpt-4.1-nano-2025-04-14, 0.10, 0.025, 0.40",
        "gpt-5, 1.25, 0.125, 10",
        "gpt-5-mini, 0.25, 0.025, 2",
        "gpt-5-nano, 0.05, 0.005, 0.40",
        "o3, 2, 0.50, 8",
        "o4-mini, 1.10, 0.275, 4.40",
        "gpt-3.5-turbo, 0.50, 0.50, 1.50"
    })
    void a_million_tokens_cost_what_the_page_says(String model, String input, String cached, String output) {
        assertThat(TABLE.cost(model, new Usage(MILLION, 0, 0, 0), Tariff.LIST)).contains(Money.of(input));
        assertThat(TABLE.cost(model, new Usage(MILLION, MILLION, 0, 0), Tariff.LIST))
                .contains(Money.of(cached));
        assertThat(TABLE.cost(model, new Usage(0, 0, MILLION, 0), Tariff.LIST)).contains(Money.of(output));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpt-4o-2024-06-13", "gpt-4o-mini-2024-07", "gpt-4o-mini-x", "llama-3.1-8b", "gpt-5.9"})
    void a_model_that_is_not_listed_has_no_price(String model) {
        assertThat(TABLE.price(model)).isEmpty();
        assertThat(TABLE.cost(model, Usage.NONE, Tariff.LIST)).isEmpty();
    }

    static List<Integer> blocks() {
        return Seeds.blocks(1_000);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void costs_are_exact_and_add_up(int block) {
        Seeds.each(block, seed -> {
            Random random = new Random(seed);
            Price price = price(random);
            Usage one = usage(random);
            Usage other = usage(random);

            for (Tariff tariff : Tariff.values()) {
                assertThat(cost(price, one, tariff).plus(cost(price, other, tariff)))
                        .as("seed " + seed)
                        .isEqualTo(cost(price, one.plus(other), tariff));
            }
            // in whole millionths of a millionth of a dollar, as prices here have six decimals
            Rates list = price.list();
            BigInteger parts = units(list.input(), one.inputTokens() - one.cachedTokens())
                    .add(units(list.cachedInput().orElseThrow(), one.cachedTokens()))
                    .add(units(list.output(), one.outputTokens()));
            assertThat(cost(price, one, Tariff.LIST))
                    .as("seed " + seed)
                    .isEqualTo(new Money(new BigDecimal(parts, 12)));
        });
    }

    private static Money cost(Price price, Usage usage, Tariff tariff) {
        return price.of(usage, tariff).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5, 0.625, 0.0625, 5, 0.625, 0.0625, 5",
        "gpt-5-nano, 0.025, 0.0025, 0.2, 0.025, 0.0025, 0.2",
        "o3, 1, 1, 4, 1, 0.25, 4",
        "o4-mini, 0.55, 0.55, 2.2, 0.55, 0.138, 2.2",
        "gpt-4.1, 1, 1, 4,,,",
        "gpt-4o-mini, 0.075, 0.075, 0.3,,,",
        "text-embedding-3-small, 0.01, 0.01, 0,,,"
    })
    void each_way_has_its_own_price(
            String model, String batch, String batchCached, String batchOut, String flex, String cached, String out) {
        assertRates(model, Tariff.BATCH, batch, batchCached, batchOut);
        assertRates(model, Tariff.FLEX, flex, cached, out);
    }

    private static void assertRates(
            String model, Tariff tariff, @Nullable String input, @Nullable String cached, @Nullable String output) {
        Map<Usage, @Nullable String> prices = new HashMap<>();
        prices.put(new Usage(MILLION, 0, 0, 0), input);
        prices.put(new Usage(MILLION, MILLION, 0, 0), cached);
        prices.put(new Usage(0, 0, MILLION, 0), output);
        prices.forEach((usage, usd) -> assertThat(TABLE.cost(model, usage, tariff))
                .isEqualTo(Optional.ofNullable(usd).map(Money::of)));
    }

    @Test
    void what_it_says_of_models_is_what_packs_are_made_by() {
        TABLE.rows().stream()
                .flatMap(row -> row.names().stream())
                .map(name -> name.replace('#', '1'))
                .filter(name -> !name.startsWith("text-embedding"))
                .forEach(name -> assertThat(TABLE.profile(name)).as(name).isEqualTo(ModelProfile.of(name)));
    }

    @Test
    void a_table_may_know_a_model_that_nobody_else_does() throws IOException {
        PriceTable own = read("""
                date: 2026-01-31
                models: [{names: [ours], input: 1, output: 1, context: 9000, encoding: cl100k}]
                """);

        assertThat(own.profile("ours")).isEqualTo(new ModelProfile(ModelProfile.Encoding.CL100K, 9_000, false));
        assertThat(own.profile("gpt-5")).isEqualTo(ModelProfile.of("gpt-5"));
    }

    private static BigInteger units(BigDecimal price, long tokens) {
        return price.movePointRight(6).toBigIntegerExact().multiply(BigInteger.valueOf(tokens));
    }

    private static Price price(Random random) {
        return new Price(rates(random), Optional.of(rates(random)), Optional.of(rates(random)));
    }

    private static Rates rates(Random random) {
        return new Rates(decimal(random), Optional.of(decimal(random)), decimal(random));
    }

    private static BigDecimal decimal(Random random) {
        return BigDecimal.valueOf(random.nextInt(100_000_000), 6);
    }

    private static Usage usage(Random random) {
        long input = random.nextLong(1L << 40);
        return new Usage(input, random.nextLong(input + 1), random.nextLong(1L << 40), 0);
    }

    @Test
    void a_table_of_the_users_own_takes_its_place() throws IOException {
        PriceTable own = read("""
                date: 2026-01-31
                source: a contract
                batchDiscount: 0.25
                models:
                  - names: [ours]
                    input: 1
                    output: 2.5
                  - names: [online-only]
                    input: 3
                    output: 3
                    batchDiscount: 0
                """);

        assertThat(own.cost("ours", new Usage(MILLION, 0, MILLION, 0), Tariff.BATCH))
                .contains(Money.of("2.625"));
        assertThat(own.cost("online-only", new Usage(MILLION, 0, 0, 0), Tariff.BATCH))
                .contains(Money.of("3"));
        assertThat(own.price("gpt-4o")).isEmpty();
    }

    @Test
    void a_model_that_is_not_sold_in_batches_has_no_price_there() throws IOException {
        PriceTable own = read("""
                date: 2026-01-31
                models: [{names: [ours], input: 1, output: 1}]
                """);

        Bill bill = own.bill("ours", new Usage(MILLION, 0, 0, 0), Tariff.LIST, Content.AS_IT_STANDS);
        assertThat(bill.cost()).contains(Money.of("1"));
        assertThat(bill.alone()).contains(Money.of("1"));
        assertThat(bill.batch()).isEmpty();
        assertThat(bill.packedBatch()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "date: soon | lists no models",
                "models: [{names: [a], input: 1, output: 1}] | has no date",
                "models: [{names: [a], output: 1}] | has no input in models[0]",
                "models: [{input: 1, output: 1}] | names no model in models[0]",
                "models: [{names: [a], input: free, output: 1}] | no number as input in models[0]",
                "models: [{names: [a], input: -1, output: 1}] | is not negative",
                "models: [{names: [a], input: 1, output: 1, batchDiscount: 2}] | a discount is from 0 to 1",
                "models: [{names: [a], input: 1, ouput: 1}] | unknown member ouput",
                "models: [{names: [a], input: 1, output: 1, flex: {input: 1}}] | no output in models[0].flex",
                "models: [{names: [a], input: 1, output: 1, batch: {in: 1}}] | unknown member in in models[0].batch",
                "models: [{names: [a], input: 1, output: 1, context: 1.5}] | no number of tokens as context",
                "models: [{names: [a], input: 1, output: 1, encoding: latin}] | knows no encoding",
                "[] | holds no object",
                "'{' | breaks at line"
            })
    void a_file_that_is_no_table_is_refused_with_its_place(String yaml, String why) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(UnfitPrices.class).hasMessageContaining(why);
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        Path none = dir.resolve("none.yaml");
        assertThatThrownBy(() -> PriceTable.read(none))
                .isInstanceOf(UnfitPrices.class)
                .hasMessage(none + " is not there.");
    }

    @ParameterizedTest
    @CsvSource({"0, $0.00", "12.3, $12.30", "0.15, $0.15", "0.000214, $0.00021", "-1.5, -$1.50", "1234.567, $1234.57"})
    void money_is_shown_as_people_read_it(String usd, String shown) {
        assertThat(Money.of(usd)).hasToString(shown);
    }

    private PriceTable read(String yaml) throws IOException {
        return PriceTable.read(Files.writeString(dir.resolve("prices.yaml"), yaml));
    }
}
