package dev.sheaf.store;

import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.bulk.BulkItem;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lost;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PlannedRequest;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.bulk.WorkStore;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.task.Answer.NoAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The replicas' common work in PostgreSQL; its clock decides on leases. May be called on any thread. */
public final class StoredWork implements WorkStore {
    private static final NoAnswer CANCELLED =
            new NoAnswer("job_cancelled", "The job was cancelled before this was asked.");

    private final Pool pool;
    private final Replica replica;
    private final AskedRequests asked;

    /**
     * @param owner this run of this replica, and no other
     * @param lease how long a claim holds without being renewed
     * @param keepAnswers whether answers are kept for other jobs
     */
    public record Replica(String owner, Duration lease, boolean keepAnswers) {
        double seconds() {
            return Statements.seconds(lease);
        }
    }

    public StoredWork(Pool pool, Replica replica) {
        this.pool = pool;
        this.replica = replica;
        this.asked = new AskedRequests(pool);
    }

    @Override
    public Uni<List<Job>> claimJobs(int limit, Set<String> underWay) {
        Tuple values = Tuple.of(replica.owner(), replica.seconds(), limit);
        return rows(WorkSql.CLAIM_JOBS, values.addArrayOfString(underWay.toArray(String[]::new)), JobRows::job);
    }

    @Override
    public Uni<List<Part>> claimParts(int limit, Set<Long> underWay) {
        Tuple values = Tuple.of(replica.owner(), replica.seconds(), limit);
        return rows(WorkSql.CLAIM_PARTS, values.addArrayOfLong(underWay.toArray(Long[]::new)), JobRows::part);
    }

    @Override
    public Uni<Boolean> renew(Job job) {
        return changed(WorkSql.RENEW.formatted("job"), Tuple.of(job.id(), replica.owner(), replica.seconds()));
    }

    @Override
    public Uni<Boolean> renew(Part part) {
        return changed(WorkSql.RENEW.formatted("part"), Tuple.of(part.id(), replica.owner(), replica.seconds()));
    }

    @Override
    public Uni<Void> release(Job job, Duration later) {
        return changed(WorkSql.RELEASE.formatted("job"), Tuple.of(job.id(), replica.owner(), seconds(later)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> release(Part part, Duration later) {
        return changed(WorkSql.RELEASE.formatted("part"), Tuple.of(part.id(), replica.owner(), seconds(later)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return pool.query(WorkSql.NEXT_DUE).execute().map(rows -> JobRows.first(rows, Function.identity())
                .map(row -> row.getDouble("seconds"))
                .map(seconds -> Duration.ofMillis(Math.max(0, Math.round(seconds * 1_000)))));
    }

    @Override
    public Uni<Integer> endAbandoned() {
        return query(WorkSql.END_ABANDONED, Tuple.tuple()).map(rows -> rows.rowCount());
    }

    @Override
    public Uni<OptionalInt> roundWaiting(Job job) {
        return query(WorkSql.ROUND_WAITING, Tuple.of(job.id())).map(rows -> JobRows.first(rows, Function.identity())
                .map(row -> row.getInteger("round"))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty()));
    }

    @Override
    public Uni<List<BulkItem>> waiting(Job job, int round, int limit) {
        Uni<List<BulkItem>> first = round == 1
                ? rows(WorkSql.WAITING_NEW, Tuple.of(job.id(), limit), JobRows::item)
                : Uni.createFrom().item(List.of());
        return first.chain(items -> items.isEmpty()
                ? rows(WorkSql.WAITING_AGAIN, Tuple.of(job.id(), round, limit), JobRows::item)
                : Uni.createFrom().item(items));
    }

    @Override
    public Uni<Part> planning(Job job, NewPart part) {
        String lane = part.lane().word();
        return pool.withTransaction(connection -> execute(
                        connection, WorkSql.RESERVE_OTHERS, Tuple.of(job.id(), part.round(), lane))
                .chain(() -> execute(connection, WorkSql.PLANNING, Tuple.of(job.id(), part.round(), lane)))
                .map(rows -> JobRows.first(rows, JobRows::part))
                .chain(known -> known.map(Uni.createFrom()::item).orElseGet(() -> begin(connection, job, part))));
    }

    private Uni<Part> begin(SqlClient connection, Job job, NewPart part) {
        Tuple values =
                Tuple.of(job.id(), part.lane().word(), part.model(), part.round(), part.fingerprint(), replica.owner());
        return execute(connection, WorkSql.BEGIN_PART, values)
                .map(rows -> JobRows.first(rows, JobRows::part).orElseThrow(Lost::new));
    }

    @Override
    public Uni<Boolean> plan(Part part, List<PlannedRequest> requests, Part.Size more, List<Settlement.Item> refused) {
        return pool.withTransaction(
                connection -> execute(connection, WorkSql.PLAN, PlanRows.of(part, requests, more, replica))
                        .map(StoredWork::done)
                        .call(done -> done == 0 || refused.isEmpty()
                                ? Uni.createFrom().nullItem()
                                : execute(connection, WorkSql.REFUSE, PlanRows.refused(part, refused)))
                        .map(done -> done > 0));
    }

    @Override
    public Uni<Boolean> reserve(Part part) {
        return changed(WorkSql.RESERVE, Tuple.of(part.id()));
    }

    @Override
    public Uni<Boolean> finish(Job job) {
        return pool.withTransaction(connection -> execute(connection, WorkSql.RESERVE_ALL, Tuple.of(job.id()))
                .chain(() -> execute(connection, WorkSql.IS_DONE, Tuple.of(job.id(), replica.owner())))
                .chain(rows -> {
                    Optional<Row> state = JobRows.first(rows, Function.identity());
                    boolean done = state.map(StoredWork::isDone).orElse(false);
                    return done
                            ? finish(connection, job, state.get().getBoolean("cancelling"))
                            : Uni.createFrom().item(false);
                }));
    }

    private static boolean isDone(Row state) {
        return state.getBoolean("idle") && (state.getBoolean("cancelling") || !state.getBoolean("waiting"));
    }

    private static Uni<Boolean> finish(SqlClient connection, Job job, boolean cancelling) {
        Uni<?> rest = cancelling
                ? execute(connection, WorkSql.CANCEL_WAITING, Tuple.of(job.id(), AnswerJson.write(CANCELLED)))
                : Uni.createFrom().nullItem();
        return rest.chain(() -> execute(connection, WorkSql.FINISH, Tuple.of(job.id())))
                .replaceWith(true);
    }

    @Override
    public Uni<Void> pause(Part part, Job.Failure reason) {
        return changed(WorkSql.PAUSE, Tuple.of(part.id(), reason.code(), Sound.text(reason.message())))
                .replaceWithVoid();
    }

    @Override
    public Uni<Job> job(Part part) {
        return query(WorkSql.JOB_OF, Tuple.of(part.job())).map(rows -> JobRows.first(rows, JobRows::job)
                .orElseThrow(() -> new IllegalStateException("job " + part.job() + " is gone")));
    }

    @Override
    public Uni<Integer> overflows(Job job) {
        return query(WorkSql.OVERFLOWS, Tuple.of(job.id())).map(StoredWork::done);
    }

    @Override
    public Uni<Boolean> admit(Part part, long limit) {
        return pool.withTransaction(connection -> execute(connection, WorkSql.ADMIT_LOCK, Tuple.of(part.model()))
                .chain(() -> execute(connection, WorkSql.ADMIT, Tuple.of(part.id(), part.model(), limit)))
                .map(rows -> rows.rowCount() > 0));
    }

    @Override
    public Uni<List<Asked>> requests(Part part, int after, int limit) {
        return asked.of(part, WorkSql.REQUESTS, Tuple.of(part.id(), after, limit));
    }

    @Override
    public Uni<List<Asked>> open(Part part, int after, int limit) {
        return asked.of(part, WorkSql.OPEN, Tuple.of(part.id(), after, limit));
    }

    @Override
    public Uni<List<Asked>> open(Part part, List<String> ids) {
        return asked.of(
                part,
                WorkSql.OPEN_BY_ID,
                Tuple.tuple().addLong(part.id()).addArrayOfString(ids.toArray(String[]::new)));
    }

    @Override
    public Uni<Boolean> uploading(Part part) {
        return step(WorkSql.UPLOADING, part);
    }

    @Override
    public Uni<Boolean> uploaded(Part part, String inputFile) {
        return step(WorkSql.UPLOADED, part, inputFile);
    }

    @Override
    public Uni<Boolean> creating(Part part) {
        return step(WorkSql.CREATING, part);
    }

    @Override
    public Uni<Boolean> created(Part part, String batch) {
        return step(WorkSql.CREATED, part, batch);
    }

    @Override
    public Uni<Boolean> notCreated(Part part) {
        return step(WorkSql.NOT_CREATED, part);
    }

    @Override
    public Uni<Boolean> withdrawing(Part part) {
        return step(WorkSql.WITHDRAWING, part);
    }

    @Override
    public Uni<Boolean> withdrawn(Part part) {
        return step(WorkSql.WITHDRAWN, part);
    }

    @Override
    public Uni<Boolean> isSettled(Part part, Duration window) {
        return query(WorkSql.IS_SETTLED, Tuple.of(part.id(), seconds(window)))
                .map(rows ->
                        JobRows.first(rows, row -> row.getBoolean("settled")).orElse(false));
    }

    @Override
    public Uni<Boolean> polled(Part part, RemoteBatch batch) {
        return step(
                WorkSql.POLLED,
                part,
                batch.state().name().toLowerCase(Locale.ROOT),
                batch.counts().completed() + batch.counts().failed(),
                batch.outputFile(),
                batch.errorFile());
    }

    @Override
    public Uni<Boolean> cancelled(Part part) {
        return step(WorkSql.CANCELLED, part);
    }

    @Override
    public Uni<Boolean> sending(Part part, List<String> requests) {
        Tuple values = Tuple.of(part.id(), replica.owner())
                .addArrayOfString(requests.toArray(String[]::new))
                .addString(part.model());
        return query(WorkSql.SENDING, values).map(rows -> done(rows) > 0);
    }

    @Override
    public Uni<Boolean> notSent(Part part, List<String> requests) {
        Tuple values = Tuple.of(part.id(), replica.owner()).addArrayOfString(requests.toArray(String[]::new));
        return changed(WorkSql.NOT_SENT, values);
    }

    @Override
    public Uni<Integer> settle(Part part, List<Settlement> settlements) {
        return query(SettleSql.SETTLE, SettlementRows.of(part, settlements))
                .map(StoredWork::done)
                .call(done -> replica.keepAnswers()
                        ? query(SettleSql.KEEP_ANSWERS, SettlementRows.answered(part, settlements))
                        : Uni.createFrom().nullItem());
    }

    @Override
    public Uni<Boolean> fetched(Part part, long anomalies) {
        return step(WorkSql.FETCHED, part, anomalies);
    }

    @Override
    public Uni<Boolean> close(Part part, Leftover leftover) {
        Tuple values = Tuple.of(part.id(), replica.owner())
                .addString(Sound.text(leftover.failure().orElse(null)));
        return pool.withTransaction(connection -> execute(connection, SettleSql.CLOSE, values)
                .map(rows -> rows.rowCount() > 0)
                .call(closed -> closed
                        ? PartEnd.leave(connection, part, leftover)
                        : Uni.createFrom().nullItem()));
    }

    private Uni<Boolean> step(String sql, Part part, @Nullable Object... more) {
        Tuple values = Tuple.of(part.id(), replica.owner());
        for (Object value : more) {
            values.addValue(value instanceof String text ? Sound.text(text) : value);
        }
        return changed(sql, values);
    }

    private Uni<Boolean> changed(String sql, Tuple values) {
        return query(sql, values).map(rows -> rows.rowCount() > 0);
    }

    private <T> Uni<List<T>> rows(String sql, Tuple values, Function<Row, T> reader) {
        return query(sql, values).map(rows -> JobRows.all(rows, reader));
    }

    private Uni<RowSet<Row>> query(String sql, Tuple values) {
        return execute(pool, sql, values);
    }

    private static int done(RowSet<Row> rows) {
        return JobRows.first(rows, row -> row.getLong("done").intValue()).orElse(0);
    }
}
