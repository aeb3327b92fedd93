package dev.sheaf.store;

import static dev.sheaf.store.Statements.execute;

import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.NewItem;
import dev.sheaf.bulk.Part;
import dev.sheaf.cost.Money;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The jobs in PostgreSQL. May be called on any thread. */
public final class StoredJobs implements JobStore {
    private final Pool pool;
    private final BulkEvents events;
    private final Runnable wake;
    private final JobIntake intake;

    /** @param wake run whenever something is due that waited for whoever called */
    public StoredJobs(Pool pool, BulkEvents events, Runnable wake) {
        this.pool = pool;
        this.intake = new JobIntake(pool);
        this.events = events;
        this.wake = wake;
    }

    @Override
    public Uni<Opened> open(Job job, Duration hold) {
        return intake.open(job, hold);
    }

    @Override
    public Uni<Integer> add(Job job, List<NewItem> rows, Duration hold) {
        return intake.add(job, rows, hold);
    }

    @Override
    public Uni<Void> letGo(Job job) {
        return query(JobSql.LET_GO, Tuple.of(job.id(), JobIntake.time(job.createdAt())))
                .replaceWithVoid();
    }

    @Override
    public Uni<Job> begin(Job job) {
        return intake.begin(job).invoke(wake);
    }

    @Override
    public Uni<Job> fail(Job job, Job.Failure reason) {
        return query(
                        JobSql.FAIL,
                        Tuple.of(
                                job.id(), JobIntake.time(job.createdAt()), reason.code(), Sound.text(reason.message())))
                .map(rows -> JobIntake.changed(rows, job))
                .invoke(failed -> events.ended(failed.state(), 1))
                .invoke(wake); // for its callback
    }

    @Override
    public Uni<Optional<Job>> find(String tenant, String id) {
        return query(JobSql.FIND, Tuple.of(tenant, id)).map(JobIntake::job);
    }

    @Override
    public Uni<Optional<Job>> findByKey(String tenant, String key) {
        return query(JobSql.BY_KEY, Tuple.of(tenant, key)).map(JobIntake::job);
    }

    @Override
    public Uni<List<Job>> list(String tenant, @Nullable JobState state, @Nullable String after, int limit) {
        Tuple values = Tuple.tuple()
                .addString(tenant)
                .addString(state == null ? null : state.word())
                .addString(after)
                .addInteger(limit);
        return query(JobSql.LIST, values).map(rows -> JobRows.all(rows, JobRows::job));
    }

    @Override
    public Uni<List<Part>> parts(Job job) {
        return query(JobSql.PARTS, Tuple.of(job.id())).map(rows -> JobRows.all(rows, JobRows::part));
    }

    @Override
    public Uni<Spent> spent(Job job) {
        return query(JobSql.SPENT, Tuple.of(job.id()))
                .map(rows -> JobRows.first(rows, JobRows::spent).orElseThrow());
    }

    @Override
    public Uni<Void> cap(Job job, Money most) {
        return query(
                        CapSql.PUT,
                        Tuple.of(job.tenant(), "job", job.id(), most.usd().toPlainString()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Instant>> purgedAt(Job job) {
        return query(RetentionSql.PURGED_AT, Tuple.of(job.tenant(), job.id()))
                .map(rows -> JobRows.first(rows, row -> Optional.ofNullable(JobRows.instant(row, "purged_at")))
                        .flatMap(Function.identity()));
    }

    @Override
    public Uni<Void> orderedBy(Job job, String key) {
        return query(JobSql.ORDERED_BY, Tuple.of(job.tenant(), job.id(), key)).replaceWithVoid();
    }

    @Override
    public Uni<Optional<Money>> cap(Job job) {
        return query(CapSql.OF_JOB, Tuple.of(job.tenant(), job.id()))
                .map(rows -> JobRows.first(rows, row -> StoredCaps.money(row, "usd")));
    }

    @Override
    public Uni<Void> callback(Job job, URI address) {
        return query(JobSql.CALLBACK, Tuple.of(job.tenant(), job.id(), address.toString()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Boolean> cancel(String tenant, String id) {
        return changeAndWake(JobSql.CANCEL, tenant, id)
                .invoke(now -> now.filter(JobState::isOver).ifPresent(state -> events.ended(state, 1)))
                .map(Optional::isPresent);
    }

    @Override
    public Uni<Boolean> pause(String tenant, String id) {
        return changeAndWake(JobSql.PAUSE, tenant, id).map(Optional::isPresent);
    }

    @Override
    public Uni<Boolean> resume(String tenant, String id) {
        return changeAndWake(JobSql.RESUME, tenant, id).map(Optional::isPresent);
    }

    /** Its state now, where it was changed. Not together: whoever ends a part locks it first and its job then. */
    private Uni<Optional<JobState>> changeAndWake(String sql, String tenant, String id) {
        return query(sql, Tuple.of(tenant, id))
                .map(JobRows::state)
                .call(changed -> changed.isPresent()
                        ? query(JobSql.WAKE_PARTS, Tuple.of(id))
                        : Uni.createFrom().nullItem())
                .invoke(wake);
    }

    @Override
    public Uni<Long> retry(Job job) {
        return query(JobSql.RETRY, Tuple.of(job.id()))
                .map(rows -> JobRows.first(rows, row -> row.getLong("n")).orElse(0L))
                .invoke(wake);
    }

    @Override
    public Uni<Boolean> delete(Job job) {
        return query(JobSql.DELETE, Tuple.of(job.id())).map(rows -> rows.size() > 0);
    }

    @Override
    public Uni<Boolean> wasDeleted(String tenant, String key) {
        return query(JobSql.WAS_DELETED, Tuple.of(tenant, key))
                .map(rows -> JobRows.first(rows, row -> row.getBoolean("there")).orElse(false));
    }

    @Override
    public Uni<List<Row>> rows(Job job, long after, int limit) {
        return query(JobSql.ROWS, Tuple.of(job.id(), after, limit)).map(rows -> JobRows.all(rows, JobRows::answered));
    }

    @Override
    public Uni<List<Item>> sample(Job job, int size, long seed) {
        return query(JobSql.SAMPLE, Tuple.of(job.id(), size, seed)).map(rows -> JobRows.all(rows, JobRows::askable));
    }

    @Override
    public Uni<Optional<Story>> story(Job job, String item) {
        return query(JobSql.ROW_BY_ID, Tuple.of(job.id(), item))
                .map(rows -> JobRows.first(rows, JobRows::untold))
                .chain(found -> found.map(story -> told(job, story))
                        .orElse(Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<Story>> told(Job job, Story untold) {
        return query(JobSql.ASKINGS, Tuple.of(job.id(), untold.askedAs()))
                .map(rows -> JobRows.all(rows, JobRows::asking))
                .map(askings -> Optional.of(new Story(untold.row(), untold.askedAs(), untold.round(), askings)));
    }

    private Uni<RowSet<io.vertx.mutiny.sqlclient.Row>> query(String sql, Tuple values) {
        return execute(pool, sql, values);
    }
}
