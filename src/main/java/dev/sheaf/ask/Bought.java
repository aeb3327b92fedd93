package dev.sheaf.ask;

import dev.sheaf.cost.Call;
import dev.sheaf.cost.Content;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Task;

/**
 * A call that was bought, or may have been.
 *
 * @param id its own, unique for ever
 * @param items that it asked for
 * @param first whether they were asked for the first time, and for their own sake
 * @param usage as the provider said, or as such calls usually have it
 * @param confirmed whether a reply came
 */
public record Bought(Prepared task, String id, int items, boolean first, Usage usage, boolean confirmed) {
    private static final String LANE = "online";

    /** As it is booked. */
    public Call call() {
        Task whose = task.task();
        return new Call(
                new Call.Whose(whose.tenant(), whose.name(), whose.version()),
                id,
                whose.definition().model(),
                LANE,
                Tariff.of(whose.definition()),
                usage,
                confirmed,
                confirmed ? new Content(items, first, task.prompt().makeup()) : Content.unheard(items));
    }
}
