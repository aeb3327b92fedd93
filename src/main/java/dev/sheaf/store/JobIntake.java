package dev.sheaf.store;

import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore.Opened;
import dev.sheaf.bulk.NewItem;
import dev.sheaf.bulk.TooManyRows;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.task.Answer.NoAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
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

/** Jobs while their files come in: opened, filled with rows by whoever holds them, and begun. */
final class JobIntake {
    private static final Job.Failure DOUBLED =
            new Job.Failure("duplicate_id", "Another row of the file has the same id.");

    private final Pool pool;

    JobIntake(Pool pool) {
        this.pool = pool;
    }

    Uni<Opened> open(Job job, Duration hold) {
        return pool.withTransaction(connection -> execute(connection, JobSql.OPEN, opening(job, hold))
                .map(JobIntake::job)
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
                        .map(JobIntake::job)
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

    Uni<Integer> add(Job job, List<NewItem> rows, Duration hold) {
        List<NewItem> first = rows.subList(0, rows.size() / 2);
        List<NewItem> second = unlike(first, rows.subList(rows.size() / 2, rows.size()));
        return execute(pool, JobSql.HOLD, Tuple.of(job.id(), time(job.createdAt()), seconds(hold)))
                .invoke(held -> expectAlive(held.rowCount()))
                .chain(() -> Uni.combine()
                        .all()
                        .unis(add(job, first), add(job, second))
                        .with(Integer::sum));
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
                .addArrayOfString(texts(rows, JobIntake::fault))
                .addString(answer(DOUBLED));
        return execute(pool, JobSql.ADD, values).map(result -> JobRows.first(result, Function.identity())
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

    Uni<Job> begin(Job job) {
        Duration knownAnswers = job.knownAnswers();
        Tuple begun = Tuple.of(job.id(), time(job.createdAt()));
        return pool.withTransaction(connection -> prepare(connection, job)
                        .chain(() -> knownAnswers == null
                                ? Uni.createFrom().nullItem()
                                : execute(connection, JobSql.TAKE_KNOWN, Tuple.of(job.id(), seconds(knownAnswers))))
                        .chain(() -> execute(connection, JobSql.BEGIN, begun))
                        .map(rows -> changed(rows, job)))
                .onFailure(JobIntake::isTooMuch)
                .transform(full -> new TooManyRows());
    }

    private static boolean isTooMuch(Throwable failure) {
        return failure instanceof PgException refused && JobSql.NO_ROOM.equals(refused.getSqlState());
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

    static Job changed(RowSet<io.vertx.mutiny.sqlclient.Row> rows, Job job) {
        return job(rows).orElseThrow(() -> notRead(job));
    }

    static Optional<Job> job(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        return JobRows.first(rows, JobRows::job);
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).map(Sound::text).toArray(String[]::new);
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
