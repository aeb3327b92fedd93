package dev.sheaf.gateway;

import dev.sheaf.access.Caller;
import dev.sheaf.access.LimitReached;
import dev.sheaf.access.Quotas;
import dev.sheaf.ask.Settled;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.Tariff;
import dev.sheaf.task.TaskDefinition;

/** What a caller's items of tasks count under the limits of its key. */
final class Charges {
    private final Quotas quotas;
    private final PriceTable prices;

    Charges(Quotas quotas, PriceTable prices) {
        this.quotas = quotas;
        this.prices = prices;
    }

    /** @throws LimitReached where the key may ask about no more */
    void take(Caller caller, int items) {
        quotas.take(caller, items);
    }

    /** They were refused, all of them. */
    void giveBack(Caller caller, int items) {
        quotas.giveBack(caller, items);
    }

    void settled(Caller caller, TaskDefinition task, Settled item) {
        quotas.spent(caller, prices.cost(task.model(), item.usage(), Tariff.of(task)));
    }
}
