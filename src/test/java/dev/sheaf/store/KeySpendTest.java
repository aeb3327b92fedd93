package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.TooManyRows;
import dev.sheaf.bulk.Works;
import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs under the limits of the key that they were ordered with. */
@ExtendWith(OwnDatabase.class)
class KeySpendTest {
    private final String key = "k" + UUID.randomUUID();
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private void key(Long items, String usd) {
        BulkRun.await(run.pool
                .preparedQuery(
                        "insert into api_key (id, tenant, name, roles, digest, created_at, items_per_day, usd_per_day)"
                                + " values ($1, $2, '', '{run}', '', now(), $3, $4::text::numeric)")
                .execute(Tuple.of(key, run.tenant, items, usd)));
    }

    private Job submit(Lane lane, int texts) {
        Job job = run.submit(BulkRun.PAIRS, lane, null, BulkRun.texts(texts));
        BulkRun.await(run.jobs.orderedBy(job, key));
        return job;
    }

    private Row day() {
        return BulkRun.await(run.pool
                        .preparedQuery("select items, usd::text as usd from key_day where key = $1")
                        .execute(Tuple.of(key)))
                .iterator()
                .next();
    }

    @ParameterizedTest
    @EnumSource(
            value = Lane.class,
            names = {"ONLINE", "BATCH"})
    void a_job_buys_no_more_than_its_key_may_and_waits_for_the_next_day(Lane lane) {
        key(null, "0.003");
        Job job = submit(lane, 80);
        Works replica = run.replica();

        run.until("it pauses", () -> run.find(job).state() == JobState.PAUSED, replica);

        assertThat(run.find(job).reason()).isNotNull().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("day_cap_reached");
            assertThat(reason.message()).contains("the limit of $0.003", "of the key");
        });
        Money spent = new Money(BulkRun.await(run.jobs.spent(job)).cost());
        assertThat(spent).isBetween(Money.of("0.0020"), Money.of("0.0030"));
        assertThat(Money.of(day().getString("usd"))).isEqualTo(spent);
    }

    @Test
    void another_keys_job_is_not_held() {
        key(null, "0");
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, BulkRun.texts(4));

        assertThat(run.finish(job, run.replica()).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void of_jobs_that_begin_side_by_side_only_as_many_do_as_their_key_may() {
        key(10L, null);
        List<Uni<Boolean>> begun = IntStream.range(0, 4)
                .mapToObj(i -> run.read(BulkRun.PAIRS, Lane.ONLINE, BulkRun.texts(4)))
                .map(job -> {
                    BulkRun.await(run.jobs.orderedBy(job, key));
                    return run.jobs
                            .begin(job)
                            .map(running -> running.state() == JobState.RUNNING)
                            .onFailure(TooManyRows.class)
                            .recoverWithItem(false);
                })
                .toList();

        List<Boolean> all = BulkRun.await(Uni.join().all(begun).andFailFast());

        assertThat(all).containsExactlyInAnyOrder(true, true, false, false);
        assertThat(day().getLong("items")).isEqualTo(8);
    }

    @Test
    void rows_of_a_job_are_counted_when_it_has_its_file_and_once() {
        key(100L, null);
        Job job = submit(Lane.ONLINE, 6);
        var values = Tuple.of(job.id());
        BulkRun.await(run.pool
                .preparedQuery("update job set state = 'ingesting' where id = $1")
                .execute(values));
        BulkRun.await(run.pool
                .preparedQuery("update job set state = 'running' where id = $1")
                .execute(values));
        BulkRun.await(run.jobs.pause(run.tenant, job.id()));
        BulkRun.await(run.jobs.resume(run.tenant, job.id()));

        run.finish(job, run.replica());

        assertThat(day().getLong("items")).isEqualTo(6);
    }
}
