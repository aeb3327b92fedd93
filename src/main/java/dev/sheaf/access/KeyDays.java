package dev.sheaf.access;

import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.List;

/** What keys with limits have taken by days, counted by all replicas together. */
public interface KeyDays {

    /** What a key took in addition, or in all. */
    record Taken(String key, String tenant, long items, Money usd) {}

    /**
     * Adds, all or nothing.
     *
     * @param more each key once; may be nothing, to be told what there is
     * @return of the same keys, what they have taken that day by now
     */
    Uni<List<Taken>> add(LocalDate day, List<Taken> more);
}
