package dev.sheaf.store;

import static dev.sheaf.store.Statements.execute;

import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Cap.Scope;
import dev.sheaf.cost.Caps;
import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Caps in PostgreSQL. May be called on any thread. */
public final class StoredCaps implements Caps {
    private final Supplier<Pool> pool;
    private final Runnable wake;

    /** @param wake run whenever something is due that waited for whoever called */
    public StoredCaps(Supplier<Pool> pool, Runnable wake) {
        this.pool = pool;
        this.wake = wake;
    }

    @Override
    public Uni<List<Spending>> today(String tenant) {
        return spending(tenant);
    }

    @Override
    public Uni<List<Spending>> today() {
        return spending(null);
    }

    private Uni<List<Spending>> spending(@Nullable String tenant) {
        return Uni.createFrom()
                .deferred(() -> Statements.rows(
                        pool.get(),
                        CapSql.SPENT_TODAY,
                        Tuple.tuple().addString(tenant),
                        row -> new Spending(
                                row.getString("tenant"), cap(row), money(row, "spent"), money(row, "reserved"))));
    }

    @Override
    public Uni<Void> put(String tenant, Cap cap) {
        Tuple values = Tuple.of(
                tenant, cap.scope().word(), cap.name(), cap.most().usd().toPlainString());
        return execute(pool.get(), CapSql.PUT, values).chain(() -> goOn(tenant, cap.scope(), cap.name()));
    }

    @Override
    public Uni<Boolean> remove(String tenant, Scope scope, String name) {
        return Statements.changed(pool.get(), CapSql.REMOVE, Tuple.of(tenant, scope.word(), name))
                .call(() -> goOn(tenant, scope, name));
    }

    private Uni<Void> goOn(String tenant, Scope scope, String name) {
        return scope == Scope.JOB
                ? Uni.createFrom().voidItem()
                : execute(pool.get(), CapSql.RAISED, Tuple.of(tenant, scope.word(), name))
                        .chain(jobs -> wake(pool.get(), jobs))
                        .invoke(wake);
    }

    /** Jobs that go on, and then their parts: whoever ends a part locks it first and its job then. */
    static Uni<Void> wake(Pool pool, RowSet<Row> jobs) {
        String[] ids = JobRows.all(jobs, row -> row.getString("id")).toArray(String[]::new);
        return ids.length == 0
                ? Uni.createFrom().voidItem()
                : execute(pool, CapSql.WAKE_PARTS, Tuple.tuple().addArrayOfString(ids))
                        .replaceWithVoid();
    }

    static Cap cap(Row row) {
        return new Cap(
                Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                money(row, "usd"));
    }

    static Money money(Row row, String column) {
        return new Money(new BigDecimal(row.getString(column)));
    }
}
