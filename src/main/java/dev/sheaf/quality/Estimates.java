package dev.sheaf.quality;

import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Usage;
import dev.sheaf.task.TaskDefinition;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an audit is likely to cost, way by way: some of its packs are counted, and stand for the others. Where the task votes
 * each pack is asked twice, as where the first answers agree.
 */
final class Estimates {
    private static final int COUNTED = 20;
    private static final int VOTES = 2;

    private final Trial trial;
    private final PriceTable prices;
    private final List<Spent> byArm = new ArrayList<>();

    Estimates(Trial trial, PriceTable prices) {
        this.trial = trial;
        this.prices = prices;
        for (int arm = 0; arm < trial.arms().size(); arm++) {
            byArm.add(of(arm));
        }
    }

    Spent all() {
        return byArm.stream().reduce(Spent::plus).orElseThrow();
    }

    /** One pack's; absent where the model has no price. */
    Optional<Money> of(Asking asking) {
        Spent arm = byArm.get(asking.arm());
        BigDecimal part = BigDecimal.valueOf(times(asking))
                .divide(BigDecimal.valueOf(Math.max(1, arm.calls())), new MathContext(12, RoundingMode.UP));
        return arm.cost().map(cost -> cost.times(part));
    }

    private Spent of(int arm) {
        List<Asking> all =
                trial.askings().stream().filter(asking -> asking.arm() == arm).toList();
        List<Asking> some = all.subList(0, Math.min(COUNTED, all.size()));
        Usage counted = some.stream().map(this::usual).reduce(Usage.NONE, Usage::plus);
        long calls = all.stream().mapToLong(this::times).sum();
        long ofSome = some.stream().mapToLong(this::times).sum();
        Usage usage = new Usage(
                scaled(counted.inputTokens(), calls, ofSome), 0, scaled(counted.outputTokens(), calls, ofSome), 0);
        TaskDefinition definition = trial.task().definition();
        return new Spent(calls, 0, usage, prices.cost(definition.model(), usage, Tariff.of(definition)));
    }

    private Usage usual(Asking asking) {
        Usage one = trial.arm(asking).task().prompt().usual(trial.pack(asking));
        return times(asking) == 1 ? one : one.plus(one);
    }

    private long times(Asking asking) {
        boolean votes = trial.task().definition().quality().isVoted();
        return votes && asking.items().size() > 1 ? VOTES : 1;
    }

    private static long scaled(long tokens, long all, long some) {
        return some == 0 ? 0 : Math.round((double) tokens * all / some);
    }
}
