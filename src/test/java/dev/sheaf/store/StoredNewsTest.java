package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.events.BatchNews;
import dev.sheaf.events.BatchNewsContract;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a database that no service works on: it would take what is due. */
@ExtendWith(OwnDatabase.class)
class StoredNewsTest extends BatchNewsContract {
    private static final Replica REPLICA = new Replica("here", Duration.ofMinutes(2), false);

    private final Pool pool;
    private final String job = "job_" + UUID.randomUUID();

    StoredNewsTest(Pool pool) {
        this.pool = pool;
    }

    private RowSet<Row> sql(String text, Object... values) {
        return await(pool.preparedQuery(text).execute(Tuple.from(values)));
    }

    @Override
    protected BatchNews news() {
        return new StoredNews(() -> pool);
    }

    @Override
    protected void order() {
        sql(
                "insert into job (id, tenant, task, version, lane, file, state, part_requests, created_at, due_at)"
                        + " values ($1, 't', 'task', 'v1', 'batch', '{}', 'paused', 1, now(), now())",
                job);
        sql(
                "insert into part (tenant, job, lane, model, round, state, fingerprint, created_at, due_at)"
                        + " values ('t', $1, 'batch', 'm', 1, 'uploaded', $1, now(), now() + interval '1 day')",
                job);
    }

    @Override
    protected void ordered() {
        sql("update part set state = 'created', batch = $2 where job = $1", job, batch);
    }

    @Override
    protected boolean isDue() {
        return sql("select due_at <= clock_timestamp() as due from part where job = $1", job)
                .iterator()
                .next()
                .getBoolean("due");
    }

    @Override
    protected void pass(Duration time) {
        sql(
                "update provider_message set heard_at = heard_at - make_interval(secs => $2) where batch = $1",
                batch,
                Statements.seconds(time));
    }

    @Test
    void what_was_heard_long_ago_is_forgotten() {
        await(news().ended("wh_old" + job, batch, Duration.ofMinutes(15)));
        pass(Duration.ofMinutes(16));

        await(news().ended("wh_new" + job, "batch_other" + job, Duration.ofMinutes(15)));

        assertThat(sql("select id from provider_message where batch = $1", batch))
                .isEmpty();
    }

    /** Else neither would see the other, and nobody would be called. */
    @Test
    void an_end_that_is_told_of_while_its_order_is_written_down_waits_for_that() {
        order();
        SqlConnection writer = await(pool.getConnection());
        Transaction writing = await(writer.begin());
        await(writer.preparedQuery("update part set state = 'created', batch = $2 where job = $1")
                .execute(Tuple.of(job, batch)));

        CompletableFuture<BatchNews.Effect> told =
                news().ended("wh_" + job, batch, Duration.ofMinutes(15)).subscribeAsCompletionStage();
        Until.holds("it waits, or is through", () -> told.isDone() || isSomebodyWaiting());
        await(writing.commit());
        await(writer.close());

        assertThat(told.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(BatchNews.Effect.CALLED);
        assertThat(isDue()).isTrue();
    }

    @Test
    void an_order_that_is_written_down_while_its_end_is_told_of_waits_for_that() {
        order();
        SqlConnection teller = await(pool.getConnection());
        Transaction telling = await(teller.begin());
        await(teller.preparedQuery("select pg_advisory_xact_lock(hashtext('news of ' || $1))")
                .execute(Tuple.of(batch)));
        await(teller.preparedQuery("insert into provider_message (id, batch) values ($1, $2)")
                .execute(Tuple.of("wh_" + job, batch)));

        CompletableFuture<Void> written = CompletableFuture.runAsync(this::ordered);
        Until.holds("it waits, or is through", () -> written.isDone() || isSomebodyWaiting());
        await(telling.commit());
        await(teller.close());

        written.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(isDue()).isTrue();
    }

    private boolean isSomebodyWaiting() {
        return sql("select count(*) as n from pg_locks where locktype = 'advisory' and not granted")
                        .iterator()
                        .next()
                        .getLong("n")
                > 0;
    }

    /** The provider may tell of an end before it shows it: whoever then finds nothing looks again soon, and less and less. */
    @Test
    void a_part_that_was_called_too_early_is_looked_at_again_after_twice_as_long_each_time() {
        order();
        ordered();
        await(news().ended("wh_" + job, batch, Duration.ofMinutes(15)));
        StoredLeases leases = new StoredLeases(pool, REPLICA, dev.sheaf.bulk.BulkEvents.NONE);

        for (long age : new long[] {0, 4, 60}) {
            sql(
                    "update part set due_at = now(), called_at = now() - make_interval(secs => $2) where job = $1",
                    job,
                    (double) age);
            var part = await(leases.claimParts(100, Set.of())).stream()
                    .filter(claimed -> claimed.job().equals(job))
                    .findFirst()
                    .orElseThrow();
            Instant before = Instant.now();
            Duration told = await(leases.release(part, Duration.ofHours(1)));
            Instant due = sql("select due_at from part where job = $1", job)
                    .iterator()
                    .next()
                    .getOffsetDateTime("due_at")
                    .toInstant();
            assertThat(told).isBetween(Duration.ofSeconds(Math.max(1, age)), Duration.ofSeconds(age + 30));
            assertThat(Duration.between(before, due))
                    .isBetween(Duration.ofMillis(Math.max(900, age * 1_000 - 100)), Duration.ofSeconds(age + 30));
        }
    }
}
