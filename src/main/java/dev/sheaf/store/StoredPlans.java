package dev.sheaf.store;

import static dev.sheaf.store.Statements.changed;
import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.rows;

import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.BulkItem;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lost;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PlanStore;
import dev.sheaf.bulk.PlanStore.NewPart;
import dev.sheaf.bulk.PlannedRequest;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.task.Answer.NoAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What jobs are planned to ask, in PostgreSQL. May be called on any thread. */
public final class StoredPlans implements PlanStore {
    private static final NoAnswer CANCELLED =
            new NoAnswer("job_cancelled", "The job was cancelled before this was asked.");

    private final Pool pool;
    private final Replica replica;
    private final BulkEvents events;

    public StoredPlans(Pool pool, Replica replica, BulkEvents events) {
        this.pool = pool;
        this.replica = replica;
        this.events = events;
    }

    @Override
    public Uni<OptionalInt> roundWaiting(Job job) {
        return execute(pool, PlanSql.ROUND_WAITING, Tuple.of(job.id()))
                .map(rows -> JobRows.first(rows, Function.identity())
                        .map(row -> row.getInteger("round"))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
    }

    @Override
    public Uni<List<BulkItem>> waiting(Job job, int round, int limit) {
        Uni<List<BulkItem>> first = round == 1
                ? rows(pool, PlanSql.WAITING_NEW, Tuple.of(job.id(), limit), JobRows::item)
                : Uni.createFrom().item(List.of());
        return first.chain(items -> items.isEmpty()
                ? rows(pool, PlanSql.WAITING_AGAIN, Tuple.of(job.id(), round, limit), JobRows::item)
                : Uni.createFrom().item(items));
    }

    @Override
    public Uni<Integer> partRequests(Job job) {
        return execute(pool, PlanSql.PART_REQUESTS, Tuple.of(job.id()))
                .map(rows -> JobRows.first(rows, row -> row.getInteger("part_requests"))
                        .orElseThrow(Lost::new));
    }

    @Override
    public Uni<Part> planning(Job job, NewPart part) {
        String lane = part.lane().word();
        return pool.withTransaction(connection -> execute(
                        connection, PlanSql.RESERVE_OTHERS, Tuple.of(job.id(), part.round(), lane))
                .chain(() -> execute(connection, PlanSql.PLANNING, Tuple.of(job.id(), part.round(), lane)))
                .map(rows -> JobRows.first(rows, JobRows::part))
                .chain(known -> known.map(Uni.createFrom()::item).orElseGet(() -> begin(connection, job, part))));
    }

    private Uni<Part> begin(SqlClient connection, Job job, NewPart part) {
        Tuple values =
                Tuple.of(job.id(), part.lane().word(), part.model(), part.round(), part.fingerprint(), replica.owner());
        return execute(connection, PlanSql.BEGIN_PART, values)
                .map(rows -> JobRows.first(rows, JobRows::part).orElseThrow(Lost::new));
    }

    @Override
    public Uni<Boolean> plan(Part part, List<PlannedRequest> requests, Part.Size more, List<Settlement.Item> refused) {
        return pool.withTransaction(
                connection -> execute(connection, PlanSql.PLAN, PlanRows.of(part, requests, more, replica))
                        .map(Statements::done)
                        .call(done -> done == 0 || refused.isEmpty()
                                ? Uni.createFrom().nullItem()
                                : execute(connection, PlanSql.REFUSE, PlanRows.refused(part, refused)))
                        .map(done -> done > 0));
    }

    @Override
    public Uni<Boolean> reserve(Part part) {
        return changed(pool, PlanSql.RESERVE, Tuple.of(part.id()));
    }

    @Override
    public Uni<End> finish(Job job) {
        return pool.withTransaction(connection -> execute(connection, PlanSql.RESERVE_ALL, Tuple.of(job.id()))
                        .chain(reserved -> execute(connection, PlanSql.IS_DONE, Tuple.of(job.id(), replica.owner()))
                                .map(rows -> JobRows.first(rows, Function.identity()))
                                .chain(found -> found.filter(StoredPlans::isDone)
                                        .map(row -> finish(connection, row))
                                        .orElseGet(() ->
                                                Uni.createFrom().item(Finished.not(reserved.rowCount() > 0, found))))))
                .invoke(finished -> finished.state.ifPresent(state -> events.ended(state, 1)))
                .map(Finished::end);
    }

    /** @param state what the job ended as */
    private record Finished(End end, Optional<JobState> state) {
        static Finished not(boolean reserved, Optional<Row> job) {
            boolean held = job.filter(row -> row.getBoolean("held")).isPresent();
            return new Finished(reserved ? End.RESERVED : held ? End.HELD : End.OPEN, Optional.empty());
        }
    }

    private static boolean isDone(Row job) {
        return job.getBoolean("idle") && (job.getBoolean("cancelling") || !job.getBoolean("waiting"));
    }

    private static Uni<Finished> finish(SqlClient connection, Row job) {
        String id = job.getString("id");
        Uni<?> rest = job.getBoolean("cancelling")
                ? execute(connection, PlanSql.CANCEL_WAITING, Tuple.of(id, AnswerJson.write(CANCELLED)))
                : Uni.createFrom().nullItem();
        return rest.chain(() -> execute(connection, PlanSql.FINISH, Tuple.of(id)))
                .map(rows -> new Finished(End.OVER, JobRows.state(rows)));
    }
}
