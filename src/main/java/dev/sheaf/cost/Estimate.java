package dev.sheaf.cost;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What items will cost, by the ways in which they can be asked.
 *
 * @param pricesOf the day of the price table
 * @param refused items that cannot be asked
 * @param votes of an item at most; two of them are in the figures
 * @param checks what is asked beside packs, in the online lane, to see whether packing changes answers; in no strategy's figures
 */
public record Estimate(
        String task,
        String version,
        String model,
        LocalDate pricesOf,
        long items,
        long refused,
        Tokens tokens,
        int votes,
        Checks checks,
        Map<Strategy, Outlook> strategies) {
    private static final int DIGITS = 4;

    public Estimate {
        strategies = Map.copyOf(strategies);
    }

    /** How items can be asked. */
    public enum Strategy {
        /** One ordinary call an item. */
        ALONE("alone"),
        /** As many items a call as the task lets share one. */
        PACKED("packed"),
        /** A batch's request an item. */
        BATCH("batch"),
        /** Packed, as a batch's requests. */
        PACKED_BATCH("packedBatch"),
        /** Packed, as calls of the flex tier. */
        FLEX("flex");

        private final String word;

        Strategy(String word) {
            this.word = word;
        }

        /** As callers read it. */
        public String word() {
            return word;
        }
    }

    /**
     * What is sent.
     *
     * @param instructions the task's own words, once
     * @param items all items' own texts
     * @param markersAndForm what packing adds in all
     * @param exact whether all of it was counted
     * @param plusMinus by how many tokens the items' may be wrong, in 19 of 20 estimates
     * @param output what packs' replies come to, where all answers are short, and where all are long
     */
    public record Tokens(
            int instructions, long items, long markersAndForm, boolean exact, long plusMinus, Range output) {}

    /** Tokens from so many to so many. */
    public record Range(long least, long most) {}

    /** @param cost absent where the model has no price */
    public record Checks(long calls, Usage usage, Optional<Money> cost) {}

    /**
     * What it comes to in one way.
     *
     * @param cost absent where the model has no such price
     * @param costCached the same, where the provider takes the instructions from its prompt cache
     * @param usually how long it takes, where nothing holds it up
     * @param atMost absent where nobody promises anything
     */
    public record Outlook(
            long calls,
            Usage usage,
            Optional<Money> cost,
            Optional<Money> costCached,
            Duration usually,
            Optional<Duration> atMost) {

        /** The cheaper of the two. */
        public Optional<Money> cheaper() {
            return cost.flatMap(plain -> costCached.map(plain::atMost));
        }
    }

    public Outlook outlook(Strategy strategy) {
        return Objects.requireNonNull(strategies.get(strategy));
    }

    /** What is saved against the cheaper price of asking alone, as a part of it. */
    public Optional<BigDecimal> saved(Strategy strategy) {
        Optional<Money> other = outlook(strategy).cheaper();
        return outlook(Strategy.ALONE)
                .cheaper()
                .filter(Money::isPositive)
                .flatMap(alone ->
                        other.map(cost -> alone.minus(cost).usd().divide(alone.usd(), DIGITS, RoundingMode.HALF_EVEN)));
    }

    /** As callers read it. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("task", task).put("version", version).put("model", model).put("pricesOf", pricesOf.toString());
        json.put("items", items).put("refused", refused);
        json.putObject("tokens")
                .put("instructions", tokens.instructions)
                .put("items", tokens.items)
                .put("markersAndForm", tokens.markersAndForm)
                .put("exact", tokens.exact)
                .put("plusMinus", tokens.plusMinus)
                .putObject("output")
                .put("least", tokens.output.least)
                .put("most", tokens.output.most);
        json.put("votes", votes);
        ObjectNode asked = json.putObject("checks").put("calls", checks.calls);
        asked.put("inputTokens", checks.usage.inputTokens()).put("outputTokens", checks.usage.outputTokens());
        amount(asked, "cost", checks.cost);
        ObjectNode ways = json.putObject("strategies");
        for (Strategy strategy : Strategy.values()) {
            write(ways.putObject(strategy.word), strategy);
        }
        return json;
    }

    private void write(ObjectNode json, Strategy strategy) {
        Outlook outlook = outlook(strategy);
        json.put("calls", outlook.calls)
                .put("inputTokens", outlook.usage.inputTokens())
                .put("outputTokens", outlook.usage.outputTokens());
        amount(json, "cost", outlook.cost);
        amount(json, "costCached", outlook.costCached);
        saved(strategy).ifPresent(part -> json.put("saved", part));
        ObjectNode time = json.putObject("time").put("usually", outlook.usually.toString());
        outlook.atMost.ifPresent(most -> time.put("atMost", most.toString()));
    }

    private static void amount(ObjectNode json, String name, Optional<Money> money) {
        if (money.isPresent()) {
            BigDecimal usd = money.get().usd();
            json.put(name, usd.scale() < 0 ? usd.setScale(0) : usd);
        } else {
            json.put(name, "unknown");
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d items of %s, %s", items, task, model);
    }
}
