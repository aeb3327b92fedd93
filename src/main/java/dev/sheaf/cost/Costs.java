package dev.sheaf.cost;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** What the ledger comes to. */
@FunctionalInterface
public interface Costs {

    /** Sums in the order of what they are kept apart by; of days without calls there are none. */
    Uni<List<CostSum>> sums(CostQuery query);
}
