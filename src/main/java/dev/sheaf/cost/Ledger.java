package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where every call outside jobs is booked, once. Jobs book theirs with what they settle. */
@FunctionalInterface
public interface Ledger {

    /** Takes the entry; it is written soon, together with others. Never fails and never waits. */
    void book(Entry entry);

    /**
     * One call.
     *
     * @param call its own id, unique for ever
     * @param task absent: it was passed on as it stood
     * @param version of the task
     * @param lane {@code online} or {@code batch}
     * @param confirmed whether the provider said the figures; else they are estimates
     * @param items how many it was about
     * @param bill what it cost, and what its items would have cost otherwise
     */
    record Entry(
            String tenant,
            String call,
            @Nullable String task,
            @Nullable String version,
            String model,
            String lane,
            boolean confirmed,
            int items,
            Usage usage,
            Bill bill,
            Instant at) {}
}
