package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is kept long enough goes, and nothing else. */
@ExtendWith(OwnDatabase.class)
class StoredRetentionTest {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int PLENTY = 1_000;

    private final String tenant = "t" + UUID.randomUUID();
    private BulkRun run;
    private StoredRetention retention;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
        retention = new StoredRetention(
                () -> pool,
                new StoredRetention.Ages(KEPT, KEPT, KEPT, KEPT.multipliedBy(10), KEPT.multipliedBy(12), KEPT));
        // others left younger entries, behind which it would not look for older ones
        sql("delete from ledger");
        purge(PLENTY);
    }

    private int purge(int batches) {
        return BulkRun.await(retention.purge(batches));
    }

    private void sql(String sql, Object... values) {
        BulkRun.await(run.pool.preparedQuery(sql).execute(Tuple.from(values)));
    }

    private long count(String sql, Object... values) {
        return BulkRun.await(run.pool
                        .preparedQuery("select count(*) as n from " + sql)
                        .execute(Tuple.from(values)))
                .iterator()
                .next()
                .getLong("n");
    }

    private Job done(int texts) {
        return run.finish(run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(texts)), run.replica());
    }

    private void age(Job job, String age) {
        sql("update job set ended_at = now() - $2::text::interval where id = $1", job.id(), age);
    }

    @Test
    void a_jobs_rows_go_thirty_days_after_its_end_and_its_counts_and_costs_stay() {
        Job job = done(20);
        var spent = BulkRun.await(run.jobs.spent(job));
        age(job, "29 days 23 hours");
        purge(PLENTY);
        assertThat(BulkRun.await(run.jobs.purgedAt(job))).isEmpty();
        run.assertAnswered(job, BulkRun.texts(20));

        age(job, "30 days 1 hour");
        purge(PLENTY);

        assertThat(count("item where job = $1", job.id())).isZero();
        assertThat(count("request where job = $1", job.id())).isZero();
        assertThat(BulkRun.await(run.jobs.purgedAt(job))).isPresent();
        assertThat(run.find(job).counts()).isEqualTo(job.counts());
        assertThat(BulkRun.await(run.jobs.spent(job))).isEqualTo(spent);
        assertThat(BulkRun.await(run.jobs.retry(job))).isZero();
        assertThat(purge(PLENTY)).isZero();
    }

    @Test
    void a_run_does_no_more_than_it_may_and_the_next_goes_on() {
        Job job = done(1);
        sql(
                "insert into item (job, seq, tenant, id, line, cells, text, hash, state)"
                        + " select $1, n, $2, n::text, n, '[]', 'more', ''::bytea, 3 from generate_series(100, 3500) n",
                job.id(),
                run.tenant);
        age(job, "31 days");

        assertThat(purge(2)).isEqualTo(2); // one marks the job
        assertThat(count("item where job = $1", job.id())).isEqualTo(3_402 - 1_000);
        assertThat(BulkRun.await(run.jobs.purgedAt(job))).isPresent();
        purge(PLENTY);

        assertThat(count("item where job = $1", job.id())).isZero();
    }

    @Test
    void a_job_that_runs_or_was_begun_anew_keeps_its_rows() {
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(4));
        sql("update job set created_at = now() - interval '90 days' where id = $1", job.id());
        purge(PLENTY);

        assertThat(count("item where job = $1", job.id())).isEqualTo(4);
    }

    @Test
    void a_job_that_is_being_purged_is_not_asked_again() {
        Job job = done(3);
        sql("update item set state = 3 where job = $1", job.id());
        Uni<Long> retried = run.jobs.retry(job);
        CompletableFuture<Long> waiting = BulkRun.await(run.pool.withTransaction(purging -> Statements.execute(
                        purging, "update job set purged_at = now() where id = $1", Tuple.of(job.id()))
                .map(marked -> retried.subscribeAsCompletionStage())
                .call(() -> blocked().repeat().until(waits -> waits).collect().last())));

        assertThat(waiting.join()).isZero();
        assertThat(run.find(job).state()).isEqualTo(JobState.COMPLETED);
        assertThat(count("item where job = $1 and state = 3", job.id())).isEqualTo(3);
    }

    /** Whether somebody waits for a lock. */
    private Uni<Boolean> blocked() {
        return Statements.execute(
                        run.pool, "select exists (select from pg_locks where not granted) as w", Tuple.tuple())
                .map(rows -> rows.iterator().next().getBoolean("w"));
    }

    @Test
    void a_job_that_runs_keeps_its_rows_whatever_its_mark_says() {
        Job job = done(3);
        sql("update job set purged_at = now(), state = 'paused' where id = $1", job.id());
        purge(PLENTY);

        assertThat(count("item where job = $1", job.id())).isEqualTo(3);
    }

    @Test
    void what_a_job_cost_is_known_after_its_single_calls_are_gone() {
        Job job = done(6);
        Job other = done(4);
        var spent = BulkRun.await(run.jobs.spent(job));
        var others = BulkRun.await(run.jobs.spent(other));
        assertThat(spent.calls()).isEqualTo(3);
        sql(
                "update ledger set at = now() - interval '361 days' where id in"
                        + " (select id from ledger where job = $1 order by id limit 2)",
                job.id());
        purge(PLENTY);
        assertThat(count("ledger where job = $1", job.id())).isEqualTo(1);
        assertThat(BulkRun.await(run.jobs.spent(job))).isEqualTo(spent);

        sql("update ledger set at = now() - interval '361 days' where job = $1", job.id());
        purge(PLENTY);

        assertThat(count("ledger where job = $1", job.id())).isZero();
        assertThat(BulkRun.await(run.jobs.spent(job))).isEqualTo(spent);
        assertThat(BulkRun.await(run.jobs.spent(other))).isEqualTo(others);
        assertThat(BulkRun.await(run.jobs.delete(job))).isTrue();
        assertThat(count("job_spent where job = $1", job.id())).isZero();
    }

    @Test
    void events_that_went_out_or_made_jobs_that_are_gone_are_forgotten_after_a_while() {
        Job job = done(1);
        for (int days : new int[] {29, 31}) {
            sql(
                    "insert into outbox (tenant, job, type, data, address, state, created_at, ended_at) values ($1, $2, 't',"
                            + " '{}', 'a', 'delivered', now(), now() - make_interval(days => $3))",
                    run.tenant,
                    job.id(),
                    days);
            sql(
                    "insert into deleted_job_key values ($1, 'k' || $2::int, now() - make_interval(days => $2))",
                    run.tenant,
                    days);
        }
        sql(
                "insert into outbox (tenant, job, type, data, address, created_at, due_at) values ($1, $2, 't', '{}', 'a',"
                        + " now() - interval '90 days', now() + interval '1 year')",
                run.tenant,
                job.id());
        purge(PLENTY);

        assertThat(count("outbox where job = $1", job.id())).isEqualTo(2);
        assertThat(count("deleted_job_key where tenant = $1", run.tenant)).isEqualTo(1);
    }

    @Test
    void while_another_replica_is_at_it_nothing_is_done() {
        Job job = done(2);
        age(job, "31 days");
        BulkRun.await(run.pool.withTransaction(busy -> Statements.execute(busy, RetentionSql.LEASE, Tuple.tuple())
                .chain(() -> retention.purge(PLENTY).invoke(batches -> assertThat(batches)
                        .isZero()))));

        assertThat(count("item where job = $1", job.id())).isEqualTo(2);
    }

    private void file(String id, String age) {
        sql(
                "insert into file (tenant, id, purpose, name, state, created_at)"
                        + " values ($1, $2, 'batch', 'f', 'ready', now() - $3::text::interval)",
                tenant,
                id,
                age);
    }

    @Test
    void files_go_that_no_batch_needs() {
        file("old", "31 days");
        file("new", "29 days");
        file("needed", "31 days");
        file("ended", "31 days");
        batch("b1" + tenant, "needed", "in_progress", null);
        batch("b2" + tenant, "ended", "completed", "29 days");
        purge(PLENTY);
        assertThat(count("file where tenant = $1 and id = 'old'", tenant)).isZero();
        assertThat(count("file where tenant = $1", tenant)).isEqualTo(3);

        sql(
                "update batch set state = 'completed', completed_at = now() - interval '31 days' where tenant = $1",
                tenant);
        purge(PLENTY);
        assertThat(count("file where tenant = $1", tenant)).isEqualTo(1);
    }

    private void batch(String id, String file, String state, String ended) {
        sql(
                "insert into batch (id, tenant, input_file, endpoint, lane, metadata, job, state, validating_at, expires_at,"
                        + " due_at, completed_at) values ($1, $2, $3, 'e', 'batch', '{}', 'j', $4, now(), now(),"
                        + " now() + interval '1 year', now() - $5::text::interval)",
                id,
                tenant,
                file,
                state,
                ended);
    }

    @Test
    void answers_for_other_jobs_audits_and_single_calls_have_ages_of_their_own() {
        sql(
                "insert into known_answer select $1, 't', 'v', int4send(n), '{}', now() - make_interval(days => n)"
                        + " from generate_series(25, 35) n",
                tenant);
        for (int days : new int[] {299, 301}) {
            sql(
                    "insert into audit (id, tenant, task, version, model, state, items, sizes, repetitions, packs, estimate,"
                            + " spent, created_at, ended_at, held_until) values ($1, $2, 't', 'v', 'm', 'completed', 1,"
                            + " '{1}', 1, 1, '{}', '{}', now(), now() - make_interval(days => $3), now())",
                    tenant + days, tenant, days);
        }
        sql("delete from ledger");
        sql(
                "insert into ledger (tenant, model, lane, request, attempt, confirmed, items, input, cached, output,"
                        + " reasoning, cost, at) select $1, 'm', 'online', $1 || n, 0, true, 1, 1, 0, 1, 0, 1,"
                        + " now() - make_interval(days => 363 - n, hours => 12) from generate_series(1, 10) n",
                tenant);
        purge(PLENTY);

        assertThat(count("known_answer where tenant = $1", tenant)).isEqualTo(5);
        assertThat(count("audit where tenant = $1", tenant)).isEqualTo(1);
        assertThat(count("ledger where tenant = $1", tenant)).isEqualTo(7);
        assertThat(count("cost_day where tenant = $1", tenant)).isEqualTo(10);
    }
}
