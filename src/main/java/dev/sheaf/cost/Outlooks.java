package dev.sheaf.cost;

import dev.sheaf.cost.Estimate.Outlook;
import dev.sheaf.cost.Estimate.Strategy;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Makeup;
import dev.sheaf.pack.Prepared;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What a load of items comes to in each way of asking. */
final class Outlooks {
    private static final Duration FLEX_PATIENCE = Duration.ofMinutes(15);

    private final Load load;
    private final Optional<Price> price;
    private final Pace pace;
    private final Makeup makeup;
    private final Tariff online;

    private Outlooks(Load load, Optional<Price> price, Pace pace, Prepared task) {
        this.load = load;
        this.price = price;
        this.pace = pace;
        this.makeup = task.prompt().makeup();
        this.online = Tariff.of(task.task().definition());
    }

    /**
     * What is to be asked.
     *
     * @param once all packs
     * @param again those that are asked twice
     */
    record Load(long items, long refused, Packs once, Packs again, Estimate.Tokens tokens, Checking checking) {
        long calls() {
            return once.calls() + again.calls();
        }

        Usage packed() {
            return once.usage().plus(again.usage());
        }
    }

    static Estimate of(Prepared task, PriceTable prices, Pace pace, Load load) {
        String model = task.task().definition().model();
        Outlooks outlooks = new Outlooks(load, prices.price(model), pace, task);
        return new Estimate(
                task.task().name(),
                task.task().version(),
                model,
                prices.date(),
                load.items,
                load.refused,
                load.tokens,
                task.task().definition().quality().votes(),
                outlooks.checks(),
                outlooks.all());
    }

    private Map<Strategy, Outlook> all() {
        Usage alone = alone();
        Usage cached = cached(alone);
        Usage packed = load.packed();
        Duration packedTime = pace.calls(load.calls(), packed.inputTokens(), packed.outputTokens());
        Map<Strategy, Outlook> all = new EnumMap<>(Strategy.class);
        all.put(
                Strategy.ALONE,
                new Outlook(
                        load.items,
                        alone,
                        cost(Tariff.LIST, alone),
                        cost(Tariff.LIST, cached),
                        pace.calls(load.items, alone.inputTokens(), alone.outputTokens()),
                        Optional.empty()));
        all.put(Strategy.PACKED, outlook(Tariff.LIST, packed, packedTime, Optional.empty()));
        all.put(
                Strategy.BATCH,
                new Outlook(
                        load.items,
                        alone,
                        cost(Tariff.BATCH, alone),
                        cost(Tariff.BATCH, cached),
                        pace.batchUsually(alone.inputTokens()),
                        Optional.of(pace.batchAtMost(alone.inputTokens()))));
        all.put(
                Strategy.PACKED_BATCH,
                outlook(
                        Tariff.BATCH,
                        packed,
                        pace.batchUsually(packed.inputTokens()),
                        Optional.of(pace.batchAtMost(packed.inputTokens()))));
        all.put(Strategy.FLEX, outlook(Tariff.FLEX, packed, packedTime, Optional.of(flexAtMost())));
        return all;
    }

    private Outlook outlook(Tariff tariff, Usage usage, Duration usually, Optional<Duration> atMost) {
        Optional<Money> cost = cost(tariff, usage);
        return new Outlook(load.calls(), usage, cost, cost, usually, atMost);
    }

    private Optional<Money> cost(Tariff tariff, Usage usage) {
        return price.flatMap(known -> known.of(usage, tariff));
    }

    private Usage alone() {
        long input = load.items * makeup.instructions() + load.tokens.items();
        long output = load.once.usage().outputTokens();
        long answers = output - load.items * makeup.answerForm();
        return new Usage(input, 0, Math.max(answers, Math.min(load.items, output)), 0);
    }

    private Usage cached(Usage alone) {
        return new Usage(alone.inputTokens(), load.items * Alone.cachedPrefix(makeup), alone.outputTokens(), 0);
    }

    /** Each is a call for one item, in the form of packs; no more of them than may cost so much. */
    private Estimate.Checks checks() {
        double drawn = load.once.drawn(load.checking.share());
        long each = makeup.instructions() + makeup.form() + makeup.marker() + perItem(load.tokens.items());
        long answer = perItem(load.once.usage().outputTokens());
        Usage packed = load.packed();
        double affordable =
                load.checking.spend() * (packed.inputTokens() + packed.outputTokens()) / Math.max(1, each + answer);
        long calls = Math.round(Math.min(drawn, affordable));
        Usage usage = new Usage(calls * each, 0, calls * answer, 0);
        return new Estimate.Checks(calls, usage, cost(online, usage));
    }

    private long perItem(long tokens) {
        return load.items == 0 ? 0 : tokens / load.items;
    }

    /** Each call may wait as long as it is let. */
    private Duration flexAtMost() {
        return FLEX_PATIENCE.multipliedBy(Math.max(1, (load.calls() + pace.concurrency() - 1) / pace.concurrency()));
    }
}
