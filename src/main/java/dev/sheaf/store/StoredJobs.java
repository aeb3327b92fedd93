package dev.sheaf.store;

import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.NewItem;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.cost.Money;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The jobs in PostgreSQL. May be called on any thread. */
public final class StoredJobs implements JobStore {
    private static final Job.Failure DOUBLED =
            new Job.Failure("duplicate_id", "Another row of the file has the same id.");

    private final Pool pool;
    private final BulkEvents events;

    public StoredJobs(Pool pool, BulkEvents events) {
        this.pool = pool;
        this.events = events;
    }

    @Override
    public Uni<Opened> open(Job job, Duration hold) {
        return pool.withTransaction(connection -> execute(connection, JobSql.OPEN, opening(job, hold))
                .map(StoredJobs::job)
                .chain(made -> made.isPresent()
                        ? Uni.createFrom().item(new Opened(made.get(), true))
                        : known(connection, job, hold)));
    }

    private static Tuple opening(Job job, Duration hold) {
        return Tuple.tuple()
                .addString(job.id())
                .addString(job.tenant())
                .addString(job.key())
                .addString(job.task())
                .addString(job.version())
                .addString(job.lane().word())
                .addString(JobRows.file(job.file()))
                .addInteger(job.partRequests())
                .addOffsetDateTime(time(job.deadlineAt()))
                .addDouble(seconds(hold))
                .addString(known(job))
                .addString(Stored.metadata(job.metadata()));
    }

    private static Uni<Opened> known(SqlClient connection, Job job, Duration hold) {
        return execute(connection, JobSql.BY_KEY, Tuple.of(job.tenant(), job.key()))
                .map(rows -> job(rows).orElseThrow())
                .chain(known -> execute(connection, JobSql.BEGIN_ANEW, anew(known, job, hold))
                        .map(StoredJobs::job)
                        .call(anew -> anew.isPresent()
                                ? execute(connection, JobSql.FORGET_ITEMS, Tuple.of(known.id()))
                                : Uni.createFrom().nullItem())
                        .map(anew -> new Opened(anew.orElse(known), anew.isPresent())));
    }

    private static Tuple anew(Job known, Job job, Duration hold) {
        return Tuple.tuple()
                .addString(known.id())
                .addDouble(seconds(hold))
                .addString(job.task())
                .addString(job.version())
                .addString(job.lane().word())
                .addString(JobRows.file(job.file()))
                .addInteger(job.partRequests())
                .addOffsetDateTime(time(job.deadlineAt()))
                .addString(known(job))
                .addString(Stored.metadata(job.metadata()));
    }

    private static @Nullable String known(Job job) {
        return job.knownAnswers() == null ? null : job.knownAnswers().toString();
    }

    @Override
    public Uni<Integer> add(Job job, List<NewItem> rows, Duration hold) {
        List<NewItem> first = rows.subList(0, rows.size() / 2);
        List<NewItem> second = unlike(first, rows.subList(rows.size() / 2, rows.size()));
        return query(JobSql.HOLD, Tuple.of(job.id(), time(job.createdAt()), seconds(hold)))
                .invoke(held -> expectAlive(held.rowCount()))
                .chain(() -> Uni.combine()
                        .all()
                        .unis(add(job, first), add(job, second))
                        .with(Integer::sum));
    }

    @Override
    public Uni<Void> letGo(Job job) {
        return query(JobSql.LET_GO, Tuple.of(job.id(), time(job.createdAt()))).replaceWithVoid();
    }

    private static void expectAlive(long alive) {
        if (alive == 0) {
            throw new IllegalStateException("the job takes no rows any more");
        }
    }

    /** The two halves are added side by side, and which of them comes first is nobody's choice. */
    private static List<NewItem> unlike(List<NewItem> earlier, List<NewItem> rows) {
        Set<String> ids = earlier.stream()
                .filter(row -> row.fault() == null)
                .map(NewItem::id)
                .collect(Collectors.toSet());
        return rows.stream()
                .map(row -> row.fault() == null && ids.contains(row.id()) ? row.with(DOUBLED) : row)
                .toList();
    }

    private Uni<Integer> add(Job job, List<NewItem> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        Tuple values = Tuple.tuple()
                .addString(job.id())
                .addOffsetDateTime(time(job.createdAt()))
                .addArrayOfLong(rows.stream().map(NewItem::seq).toArray(Long[]::new))
                .addArrayOfString(texts(rows, NewItem::id))
                .addArrayOfLong(rows.stream().map(NewItem::line).toArray(Long[]::new))
                .addArrayOfString(texts(rows, NewItem::cells))
                .addArrayOfString(texts(rows, NewItem::text))
                .addArrayOfString(texts(rows, StoredJobs::fault))
                .addString(answer(DOUBLED));
        return query(JobSql.ADD, values).map(result -> JobRows.first(result, Function.identity())
                .map(row -> {
                    expectAlive(row.getLong("alive"));
                    return row.getLong("bad").intValue();
                })
                .orElse(0));
    }

    private static @Nullable String fault(NewItem row) {
        Job.Failure fault = row.fault();
        return fault == null ? null : answer(fault);
    }

    private static String answer(Job.Failure fault) {
        return AnswerJson.write(new NoAnswer(fault.code(), fault.message()));
    }

    @Override
    public Uni<Job> begin(Job job) {
        Duration knownAnswers = job.knownAnswers();
        Tuple begun = Tuple.of(job.id(), time(job.createdAt()));
        return pool.withTransaction(connection -> prepare(connection, job)
                .chain(() -> knownAnswers == null
                        ? Uni.createFrom().nullItem()
                        : execute(connection, JobSql.TAKE_KNOWN, Tuple.of(job.id(), seconds(knownAnswers))))
                .chain(() -> execute(connection, JobSql.BEGIN, begun))
                .map(rows -> changed(rows, job)));
    }

    private static Uni<?> prepare(SqlClient connection, Job job) {
        return execute(connection, JobSql.IS_LARGE, Tuple.of(job.id()))
                .map(rows -> JobRows.first(rows, row -> row.getBoolean("large")).orElse(false))
                .chain(large -> large
                        ? execute(connection, JobSql.ROUGHLY, Tuple.tuple())
                                .chain(() -> execute(connection, JobSql.ANALYZE, Tuple.tuple()))
                        : Uni.createFrom().nullItem())
                .chain(() -> Verbatim.of(job).isPresent() ? Uni.createFrom().nullItem() : joinTwins(connection, job));
    }

    private static Uni<RowSet<io.vertx.mutiny.sqlclient.Row>> joinTwins(SqlClient connection, Job job) {
        return execute(connection, JobSql.NO_LOOPS, Tuple.tuple())
                .chain(() -> execute(connection, JobSql.JOIN_TWINS, Tuple.of(job.id())))
                .chain(() -> execute(connection, JobSql.LOOPS, Tuple.tuple()));
    }

    private static IllegalStateException notRead(Job job) {
        return new IllegalStateException("job " + job.id() + " is not being read any more");
    }

    @Override
    public Uni<Job> fail(Job job, Job.Failure reason) {
        return query(JobSql.FAIL, Tuple.of(job.id(), time(job.createdAt()), reason.code(), reason.message()))
                .map(rows -> changed(rows, job))
                .invoke(failed -> events.ended(failed.state(), 1));
    }

    private static Job changed(RowSet<io.vertx.mutiny.sqlclient.Row> rows, Job job) {
        return job(rows).orElseThrow(() -> notRead(job));
    }

    @Override
    public Uni<Optional<Job>> find(String tenant, String id) {
        return query(JobSql.FIND, Tuple.of(tenant, id)).map(StoredJobs::job);
    }

    @Override
    public Uni<Optional<Job>> findByKey(String tenant, String key) {
        return query(JobSql.BY_KEY, Tuple.of(tenant, key)).map(StoredJobs::job);
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
                        : Uni.createFrom().nullItem());
    }

    @Override
    public Uni<Long> retry(Job job) {
        return query(JobSql.RETRY, Tuple.of(job.id()))
                .map(rows -> JobRows.first(rows, row -> row.getLong("n")).orElse(0L));
    }

    @Override
    public Uni<Boolean> delete(Job job) {
        return query(JobSql.DELETE, Tuple.of(job.id())).map(rows -> rows.size() > 0);
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

    private static Optional<Job> job(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        return JobRows.first(rows, JobRows::job);
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).map(Sound::text).toArray(String[]::new);
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
