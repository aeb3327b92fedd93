package dev.sheaf.store;

import static dev.sheaf.store.Statements.changed;
import static dev.sheaf.store.Statements.done;
import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.bulk.Asked;
import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.Estimate;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Leftover;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PartStore;
import dev.sheaf.bulk.Room;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Money;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parts and their requests in PostgreSQL. May be called on any thread. */
public final class StoredParts implements PartStore {
    private final Pool pool;
    private final Replica replica;
    private final BulkEvents events;
    private final AskedRequests asked;

    public StoredParts(Pool pool, Replica replica, BulkEvents events) {
        this.pool = pool;
        this.replica = replica;
        this.events = events;
        this.asked = new AskedRequests(pool);
    }

    @Override
    public Uni<Job> job(Part part) {
        return execute(pool, PartSql.JOB_OF, Tuple.of(part.job())).map(rows -> JobRows.first(rows, JobRows::job)
                .orElseThrow(() -> new IllegalStateException("job " + part.job() + " is gone")));
    }

    @Override
    public Uni<Integer> overflows(Job job) {
        return execute(pool, PartSql.OVERFLOWS, Tuple.of(job.id())).map(Statements::done);
    }

    @Override
    public Uni<Boolean> admit(Part part, long limit) {
        return pool.withTransaction(connection -> execute(connection, PartSql.ADMIT_LOCK, Tuple.of(part.model()))
                .chain(() -> execute(connection, PartSql.ADMIT, Tuple.of(part.id(), part.model(), limit)))
                .map(rows -> rows.rowCount() > 0));
    }

    @Override
    public Uni<List<Asked>> requests(Part part, int after, int limit) {
        return asked.of(part, PartSql.REQUESTS, Tuple.of(part.id(), after, limit));
    }

    @Override
    public Uni<List<Asked>> open(Part part, int after, int limit) {
        return asked.of(part, PartSql.OPEN, Tuple.of(part.id(), after, limit));
    }

    @Override
    public Uni<List<Asked>> open(Part part, List<String> ids) {
        return asked.of(
                part,
                PartSql.OPEN_BY_ID,
                Tuple.tuple().addLong(part.id()).addArrayOfString(ids.toArray(String[]::new)));
    }

    @Override
    public Uni<Usage> expected(Part part) {
        return execute(pool, CapSql.EXPECTED, Tuple.of(part.id()))
                .map(rows -> JobRows.first(rows, row -> new Usage(row.getLong("input"), 0, row.getLong("output"), 0))
                        .orElse(Usage.NONE));
    }

    @Override
    public Uni<Room> reserve(Part part, Optional<Money> cost) {
        Tuple values = Tuple.of(part.id())
                .addString(cost.map(money -> money.usd().toPlainString()).orElse(null));
        return pool.withTransaction(connection -> execute(connection, CapSql.LOCK, Tuple.of(part.id()))
                .chain(() -> execute(connection, CapSql.RESERVE, values))
                .map(rows -> JobRows.first(rows, StoredParts::room).orElse(Room.ENOUGH)));
    }

    private static Room room(Row row) {
        return new Room(
                Optional.of(StoredCaps.cap(row)),
                StoredCaps.money(row, "left_over"),
                row.getBoolean("under_way"),
                row.getOffsetDateTime("day_ends").toInstant());
    }

    @Override
    public Uni<Boolean> uploading(Part part) {
        return step(PartSql.UPLOADING, part);
    }

    @Override
    public Uni<Boolean> uploaded(Part part, String inputFile) {
        return step(PartSql.UPLOADED, part, inputFile);
    }

    @Override
    public Uni<Boolean> creating(Part part) {
        return step(PartSql.CREATING, part);
    }

    @Override
    public Uni<Boolean> created(Part part, String batch) {
        return step(PartSql.CREATED, part, batch);
    }

    @Override
    public Uni<Boolean> notCreated(Part part) {
        return step(PartSql.NOT_CREATED, part);
    }

    @Override
    public Uni<Boolean> withdrawing(Part part) {
        return step(PartSql.WITHDRAWING, part);
    }

    @Override
    public Uni<Boolean> withdrawn(Part part) {
        return step(PartSql.WITHDRAWN, part);
    }

    @Override
    public Uni<Boolean> isSettled(Part part, Duration window) {
        return execute(pool, PartSql.IS_SETTLED, Tuple.of(part.id(), seconds(window)))
                .map(rows ->
                        JobRows.first(rows, row -> row.getBoolean("settled")).orElse(false));
    }

    @Override
    public Uni<Boolean> polled(Part part, RemoteBatch batch) {
        return step(
                PartSql.POLLED,
                part,
                batch.state().name().toLowerCase(Locale.ROOT),
                batch.counts().completed() + batch.counts().failed(),
                batch.outputFile(),
                batch.errorFile());
    }

    @Override
    public Uni<Boolean> cancelled(Part part) {
        return step(PartSql.CANCELLED, part);
    }

    @Override
    public Uni<Boolean> sending(Part part, List<String> requests) {
        Tuple values = Tuple.of(part.id(), replica.owner()).addArrayOfString(requests.toArray(String[]::new));
        return execute(pool, PartSql.SENDING, values).map(rows -> done(rows) > 0);
    }

    @Override
    public Uni<Void> unanswered(Part part, List<Estimate> estimates) {
        return execute(pool, SettleSql.UNANSWERED, SettlementRows.estimated(part, estimates))
                .replaceWithVoid();
    }

    @Override
    public Uni<Boolean> notSent(Part part, List<String> requests) {
        Tuple values = Tuple.of(part.id(), replica.owner()).addArrayOfString(requests.toArray(String[]::new));
        return changed(pool, PartSql.NOT_SENT, values);
    }

    @Override
    public Uni<Integer> settle(Part part, List<Settlement> settlements) {
        return execute(pool, SettleSql.SETTLE, SettlementRows.of(part, settlements))
                .map(Statements::done)
                .invoke(done -> {
                    if (done > 0) {
                        events.settled(part.lane(), settlements);
                    }
                })
                .call(done -> replica.keepAnswers()
                        ? execute(pool, SettleSql.KEEP_ANSWERS, SettlementRows.answered(part, settlements))
                        : Uni.createFrom().nullItem());
    }

    @Override
    public Uni<Boolean> fetched(Part part, long anomalies) {
        return step(PartSql.FETCHED, part, anomalies);
    }

    @Override
    public Uni<Boolean> close(Part part, Leftover leftover) {
        Tuple values = Tuple.of(part.id(), replica.owner())
                .addString(Sound.text(leftover.failure().orElse(null)));
        return pool.withTransaction(connection -> execute(connection, SettleSql.CLOSE, values)
                        .map(rows -> rows.rowCount() > 0)
                        .call(closed -> closed
                                ? execute(connection, CapSql.RELEASE, Tuple.of(part.id()))
                                : Uni.createFrom().nullItem())
                        .call(closed -> closed
                                ? PartEnd.leave(connection, part, leftover)
                                : Uni.createFrom().nullItem()))
                .invoke(closed -> {
                    if (closed) {
                        events.closed(part.lane(), leftover.failure());
                    }
                });
    }

    @Override
    public Uni<Void> pause(Part part, Job.Failure reason) {
        return changed(pool, PartSql.PAUSE, Tuple.of(part.id(), reason.code(), Sound.text(reason.message())))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> pause(Part part, Room room, Job.Failure reason) {
        Cap cap = room.cap().orElseThrow();
        Tuple values = Tuple.of(part.id(), reason.code(), Sound.text(reason.message()))
                .addString(part.tenant())
                .addString(cap.scope().word())
                .addString(cap.name())
                .addString(cap.most().usd().toPlainString())
                .addOffsetDateTime(room.dayEnds().atOffset(ZoneOffset.UTC));
        return changed(pool, CapSql.PAUSE, values).replaceWithVoid();
    }

    private Uni<Boolean> step(String sql, Part part, @Nullable Object... more) {
        Tuple values = Tuple.of(part.id(), replica.owner());
        for (Object value : more) {
            values.addValue(value instanceof String text ? Sound.text(text) : value);
        }
        return changed(pool, sql, values);
    }
}
