package dev.sheaf.ask;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Prepared;

/**
 * A call that was bought, or may have been.
 *
 * @param id its own, unique for ever
 * @param items that it asked for
 * @param first whether they were asked for the first time
 * @param usage as the provider said, or as such calls usually have it
 * @param confirmed whether a reply came
 */
public record Bought(Prepared task, String id, int items, boolean first, Usage usage, boolean confirmed) {}
