package dev.sheaf.cost;

import dev.sheaf.cost.Cap.Scope;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** What may be spent a day, and what was. */
public interface Caps {

    /** A tenant's own and those of its tasks, with what was spent today. */
    Uni<List<Spending>> today(String tenant);

    /** Of all tenants. */
    Uni<List<Spending>> today();

    /**
     * Today's spending under a cap.
     *
     * @param spent as booked
     * @param reserved what the parts of jobs that are being asked may still come to
     */
    record Spending(String tenant, Cap cap, Money spent, Money reserved) {}

    /** Sets a cap in the place of the one before; jobs that waited for more go on. */
    Uni<Void> put(String tenant, Cap cap);

    /** False where there is none. Jobs that it held go on. */
    Uni<Boolean> remove(String tenant, Scope scope, String name);
}
