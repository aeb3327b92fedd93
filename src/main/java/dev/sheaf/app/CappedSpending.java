package dev.sheaf.app;

import dev.sheaf.cost.Content;
import dev.sheaf.cost.DayCaps;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Usage;
import dev.sheaf.online.Spending;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Prompt;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.task.Item;
import dev.sheaf.task.Task;
import java.util.List;

/** The online lane's room under the caps of the day: by what the items usually come to, rather too much than too little. */
final class CappedSpending implements Spending {
    private final DayCaps caps;
    private final PriceTable prices;

    CappedSpending(DayCaps caps, PriceTable prices) {
        this.caps = caps;
        this.prices = prices;
    }

    @Override
    public Hold hold(Prepared prepared, List<Item> items) {
        Task task = prepared.task();
        if (!caps.bounds(task.tenant(), task.name())) {
            return () -> {};
        }
        String model = task.definition().model();
        Usage usage = expected(prepared, items);
        var cost = prices.bill(model, usage, Tariff.of(task.definition()), Content.unheard(items.size()))
                .cost();
        return caps.hold(task.tenant(), task.name(), model, cost)::release;
    }

    private static Usage expected(Prepared task, List<Item> items) {
        Prompt prompt = task.prompt();
        int most = Math.max(1, task.packer().maxItems());
        long packs = (items.size() + most - 1) / most;
        long texts = items.stream()
                .mapToLong(item ->
                        TokenCounter.estimate(item.text()) + prompt.makeup().marker())
                .sum();
        return new Usage(packs * prompt.fixedTokens() + texts, 0, (long) items.size() * prompt.outputPerItem(), 0);
    }
}
