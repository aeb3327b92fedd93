package dev.sheaf.quality;

import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** What an audit is likely to cost, way by way: some of its packs are counted, and stand for the others. */
final class Estimates {
    private static final int COUNTED = 20;

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

    /** One pack's; nothing where the model has no price. */
    Money of(Asking asking) {
        Spent arm = byArm.get(asking.arm());
        return arm.cost()
                .map(cost -> new Money(cost.usd()
                        .divide(BigDecimal.valueOf(Math.max(1, arm.calls())), new MathContext(12, RoundingMode.UP))))
                .orElse(Money.ZERO);
    }

    private Spent of(int arm) {
        List<Asking> all =
                trial.askings().stream().filter(asking -> asking.arm() == arm).toList();
        List<Asking> some = all.subList(0, Math.min(COUNTED, all.size()));
        Usage counted = some.stream()
                .map(asking -> trial.arm(asking).task().prompt().usual(trial.pack(asking)))
                .reduce(Usage.NONE, Usage::plus);
        Usage usage = new Usage(
                scaled(counted.inputTokens(), all.size(), some.size()),
                0,
                scaled(counted.outputTokens(), all.size(), some.size()),
                0);
        String model = trial.task().definition().model();
        return new Spent(all.size(), 0, usage, prices.cost(model, usage, Tariff.LIST));
    }

    private static long scaled(long tokens, int all, int some) {
        return some == 0 ? 0 : Math.round((double) tokens * all / some);
    }
}
