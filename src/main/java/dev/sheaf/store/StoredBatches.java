package dev.sheaf.store;

import static dev.sheaf.store.Statements.changed;
import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.rows;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.gateway.Batch;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.gateway.BatchStore;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The batches of the wire in PostgreSQL, whose clock decides. May be called on any thread. */
public final class StoredBatches implements BatchStore {
    private final Pool pool;
    private final Replica replica;
    private final Runnable wake;

    /** @param wake run whenever something is due that waited for whoever called */
    public StoredBatches(Pool pool, Replica replica, Runnable wake) {
        this.pool = pool;
        this.replica = replica;
        this.wake = wake;
    }

    @Override
    public Uni<Void> add(Batch batch, @Nullable String key) {
        Duration expiry = batch.order().outputExpiresAfter();
        Tuple values = Tuple.tuple()
                .addString(batch.id())
                .addString(batch.tenant())
                .addString(Sound.text(batch.order().inputFile()))
                .addString(batch.order().endpoint())
                .addString(batch.order().lane().word())
                .addString(Stored.metadata(batch.order().metadata()))
                .addLong(expiry == null ? null : expiry.toSeconds())
                .addString(batch.job())
                .addOffsetDateTime(batch.createdAt().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(batch.expiresAt().atOffset(ZoneOffset.UTC))
                .addString(key);
        return execute(pool, BatchSql.ADD, values).invoke(wake).replaceWithVoid();
    }

    @Override
    public Uni<Optional<Long>> room(Batch batch) {
        return execute(pool, BatchSql.ROOM, Tuple.of(batch.tenant(), batch.id()))
                .map(rows -> JobRows.first(rows, row -> row.getLong("room")));
    }

    @Override
    public Uni<Optional<Batch>> find(String tenant, String id) {
        return execute(pool, BatchSql.FIND, Tuple.of(tenant, Sound.text(id)))
                .map(rows -> JobRows.first(rows, BatchRows::batch));
    }

    @Override
    public Uni<List<Batch>> list(String tenant, @Nullable String after, int limit) {
        Tuple values =
                Tuple.tuple().addString(tenant).addString(Sound.text(after)).addInteger(limit);
        return rows(pool, BatchSql.LIST, values, BatchRows::batch);
    }

    @Override
    public Uni<Boolean> cancel(String tenant, String id) {
        return changed(pool, BatchSql.CANCEL, Tuple.of(tenant, Sound.text(id))).invoke(wake);
    }

    @Override
    public Uni<List<Batch>> claim(int limit, Set<String> underWay) {
        Tuple values = Tuple.of(replica.owner(), replica.seconds(), limit);
        return rows(pool, BatchSql.CLAIM, values.addArrayOfString(underWay.toArray(String[]::new)), BatchRows::batch);
    }

    @Override
    public Uni<Boolean> renew(Batch batch) {
        Tuple values = Tuple.of(batch.id(), replica.owner(), replica.seconds());
        return changed(pool, LeaseSql.RENEW.formatted("batch"), values);
    }

    @Override
    public Uni<Duration> release(Batch batch, Duration later) {
        Tuple values = Tuple.of(batch.id(), replica.owner(), seconds(later));
        return DueWork.released(pool, LeaseSql.RELEASE.formatted("batch"), values, later);
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return DueWork.next(pool, "batch");
    }

    @Override
    public Uni<Boolean> refuse(Batch batch, List<Problem> errors) {
        return changed(pool, BatchSql.REFUSE, Tuple.of(batch.id(), replica.owner(), BatchRows.errors(errors)));
    }

    @Override
    public Uni<Boolean> begin(Batch batch, String model) {
        return changed(pool, BatchSql.BEGIN, Tuple.of(batch.id(), replica.owner(), model));
    }

    @Override
    public Uni<Boolean> finalizing(Batch batch) {
        return changed(pool, BatchSql.FINALIZING, Tuple.of(batch.id(), replica.owner()));
    }

    @Override
    public Uni<Boolean> end(Batch batch, State state, Batch.Result result) {
        Usage usage = result.usage();
        Tuple values = Tuple.of(batch.id(), replica.owner(), batch.state().word(), state.word())
                .addLong(result.counts().total())
                .addLong(result.counts().completed())
                .addLong(result.counts().failed())
                .addString(result.outputFile())
                .addString(result.errorFile())
                .addLong(usage == null ? null : usage.inputTokens())
                .addLong(usage == null ? null : usage.cachedTokens())
                .addLong(usage == null ? null : usage.outputTokens())
                .addLong(usage == null ? null : usage.reasoningTokens());
        return changed(pool, BatchSql.END, values);
    }
}
