package dev.sheaf.store;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Takes away what was kept long enough, a small batch at a time, each in a transaction of its own; one replica is at it at
 * a time. May be called on any thread.
 */
public final class StoredRetention {
    private static final int ROWS = 1_000;
    private static final int JOBS = 100;
    /** A file can have hundreds of chunks. */
    private static final int FILES = 10;

    private final Supplier<Pool> pool;
    private final Ages ages;

    /**
     * How long what is kept.
     *
     * @param items a job's rows with texts, answers and replies, since its end
     * @param files without an end of their own, since they came, or since the end of the batch that they belong to
     * @param knownAnswers that other jobs may take over
     * @param audits since their end
     * @param calls single entries of the ledger, and what keys took by days
     * @param events that went out, since they did or were given up; and which ones came in whose jobs were deleted, since then
     */
    public record Ages(
            Duration items, Duration files, Duration knownAnswers, Duration audits, Duration calls, Duration events) {}

    public StoredRetention(Supplier<Pool> pool, Ages ages) {
        this.pool = pool;
        this.ages = ages;
    }

    private interface Step {
        Uni<Integer> take(SqlClient client);
    }

    /**
     * Does so many batches at most, and says how many there was something in.
     *
     * @param most of all classes together
     */
    public Uni<Integer> purge(int most) {
        AtomicInteger left = new AtomicInteger(most);
        return Multi.createFrom()
                .iterable(steps())
                .onItem()
                .transformToUniAndConcatenate(step -> repeat(step, left))
                .collect()
                .last()
                .map(done -> most - left.get());
    }

    private List<Step> steps() {
        return List.of(
                aged(RetentionSql.MARK_JOBS, ages.items, JOBS),
                client -> Statements.execute(client, RetentionSql.EMPTY_JOB, Tuple.of(ROWS))
                        .map(Statements::done),
                aged(RetentionSql.FILES, ages.files, FILES),
                aged(RetentionSql.KNOWN_ANSWERS, ages.knownAnswers, ROWS),
                aged(RetentionSql.AUDITS, ages.audits, JOBS),
                client -> Statements.execute(client, RetentionSql.CALLS, Tuple.of(Statements.seconds(ages.calls), ROWS))
                        .map(Statements::done),
                aged(RetentionSql.KEY_DAYS, ages.calls, ROWS),
                aged(RetentionSql.EVENTS, ages.events, ROWS),
                aged(RetentionSql.DELETED_JOB_KEYS, ages.events, ROWS));
    }

    private static Step aged(String sql, Duration age, int limit) {
        return client -> Statements.execute(client, sql, Tuple.of(Statements.seconds(age), limit))
                .map(rows -> rows.rowCount());
    }

    private Uni<Integer> repeat(Step step, AtomicInteger left) {
        return Multi.createBy()
                .repeating()
                .uni(() -> left.get() > 0 ? once(step) : Uni.createFrom().item(0))
                .whilst(done -> done > 0)
                .onItem()
                .invoke(done -> left.addAndGet(done > 0 ? -1 : 0))
                .collect()
                .last();
    }

    private Uni<Integer> once(Step step) {
        return pool.get().withTransaction(connection -> Statements.execute(
                        connection, RetentionSql.LEASE, Tuple.tuple())
                .map(rows -> JobRows.first(rows, row -> row.getBoolean("mine")).orElse(false))
                .chain(mine -> mine ? step.take(connection) : Uni.createFrom().item(0)));
    }
}
