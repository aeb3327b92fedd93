package dev.sheaf.store;

import dev.sheaf.quality.CheckSpend;
import dev.sheaf.quality.GovernorStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;
import java.util.function.Supplier;

/** Sizes of packs in PostgreSQL: a row a version, which is written only upon the revision that was read. */
public final class StoredGovernor implements GovernorStore {
    private static final String FIND = """
            select revision, items, rungs, day, tokens from governor
            where tenant = $1 and task = $2 and version = $3 and model = $4
            """;

    private static final String BEGIN = """
            insert into governor (tenant, task, version, model, revision, items, rungs, day, tokens)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict do nothing
            """;

    private static final String GO_ON = """
            update governor set revision = $5, items = $6, rungs = $7, day = $8, tokens = $9, changed_at = now()
            where tenant = $1 and task = $2 and version = $3 and model = $4 and revision = $5 - 1
            """;

    private final Supplier<Pool> pool;

    public StoredGovernor(Supplier<Pool> pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Optional<Kept>> find(Key key) {
        return Uni.createFrom()
                .deferred(() -> Statements.execute(
                        pool.get(), FIND, Tuple.of(key.tenant(), key.task(), key.version(), key.model())))
                .map(rows -> JobRows.first(rows, StoredGovernor::kept));
    }

    @Override
    public Uni<Boolean> write(Key key, Kept next) {
        Tuple values = Tuple.of(key.tenant(), key.task(), key.version(), key.model())
                .addLong(next.revision())
                .addInteger(next.governed().items())
                .addString(GovernedJson.write(next.governed()))
                .addLocalDate(next.spent().day())
                .addLong(next.spent().tokens());
        String sql = next.revision() == 1 ? BEGIN : GO_ON;
        return Uni.createFrom().deferred(() -> Statements.changed(pool.get(), sql, values));
    }

    private static Kept kept(Row row) {
        return new Kept(
                GovernedJson.read(row.getInteger("items"), row.getString("rungs")),
                new CheckSpend(row.getLocalDate("day"), row.getLong("tokens")),
                row.getLong("revision"));
    }
}
