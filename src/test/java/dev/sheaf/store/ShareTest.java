package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many jobs, several replicas, one queue at the provider. */
@ExtendWith(OwnDatabase.class)
class ShareTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private static final TaskDefinition ONE = Tasks.sentiment("'packing':{'maxItems':1}");

    @Test
    void two_replicas_share_many_jobs() {
        run.settings.put("sheaf.bulk.max-requests", "3");
        List<Job> jobs = IntStream.range(0, 8)
                .mapToObj(
                        i -> run.submit(BulkRun.PAIRS, i % 4 == 3 ? Lane.ONLINE : Lane.BATCH, null, BulkRun.texts(10)))
                .toList();
        Works one = run.replica();
        Works other = run.replica();

        jobs.forEach(job -> run.finish(job, one, other));

        jobs.forEach(job -> run.assertAnswered(job, BulkRun.texts(10)));
        run.assertBooked(jobs.toArray(Job[]::new));
        run.assertNoneTwice("two replicas");
        assertThat(one.steps()).isPositive();
        assertThat(other.steps()).isPositive();
    }

    @Test
    void the_providers_queue_never_holds_more_than_its_limit() {
        run.settings.put("sheaf.bulk.enqueued-tokens.gpt-4o-mini", "500");
        run.settings.put("sheaf.bulk.max-requests", "2");
        AtomicInteger most = new AtomicInteger();
        Job first = run.submit(ONE, Lane.BATCH, null, BulkRun.texts(20));
        Job second = run.submit(ONE, Lane.BATCH, null, BulkRun.texts(20));
        Works one = run.replica();
        Works other = run.replica();

        run.until(
                "both are done",
                () -> {
                    most.accumulateAndGet(enqueued(), Math::max);
                    return run.find(first).state().isOver()
                            && run.find(second).state().isOver();
                },
                one,
                other);

        assertThat(most.get()).isBetween(200, 500);
    }

    private int enqueued() {
        return await(run.pool
                        .query(
                                "select coalesce(sum(tokens), 0)::int as n from part where admitted and state <> 'closed'")
                        .execute())
                .iterator()
                .next()
                .getInteger("n");
    }

    @Test
    void a_small_job_does_not_wait_for_a_large_one() {
        run.settings.put("sheaf.bulk.enqueued-tokens.gpt-4o-mini", "200");
        run.settings.put("sheaf.bulk.max-requests", "1");
        Job large = run.submit(ONE, Lane.BATCH, null, BulkRun.texts(30));
        Works replica = run.replica();
        run.until("the large one began", () -> run.find(large).counts().answered() > 0, replica);
        Job small = run.submit(ONE, Lane.BATCH, null, BulkRun.texts(3));

        run.finish(small, replica);

        assertThat(run.find(large).counts().open()).isPositive();
        run.finish(large, replica);
    }

    @Test
    void a_part_larger_than_the_queue_goes_alone() {
        run.settings.put("sheaf.bulk.enqueued-tokens.gpt-4o-mini", "1");
        Job job = run.submitPairs();

        assertThat(run.finish(job, run.replica()).counts().answered()).isEqualTo(10);
        assertThat(run.parts(job)).hasSize(5);
    }

    @Test
    void online_calls_that_fail_for_a_while_are_made_again() {
        AtomicInteger calls = new AtomicInteger();
        run.chat = request -> {
            int call = calls.incrementAndGet();
            if (call > 12) {
                return Uni.createFrom().item(() -> run.answer(request));
            }
            return Uni.createFrom()
                    .failure(
                            call % 2 == 0
                                    ? new ModelFailure.RateLimited(null)
                                    : new ModelFailure.TimedOut(Duration.ofSeconds(1)));
        };
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(10));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.ledger(job, false)).as("timed out, and perhaps paid").hasSize(6);
        run.assertBooked(job);
    }

    @Test
    void online_calls_that_fail_for_ever_end_with_a_reason() {
        run.settings.put("sheaf.bulk.queue-pause", "PT0.001S");
        run.settings.put("sheaf.bulk.tries", "3");
        run.chat = request -> Uni.createFrom().failure(new ModelFailure.TimedOut(Duration.ofSeconds(1)));
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(4));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts().failed()).isEqualTo(4);
        assertThat(run.got(job, 1)).isEqualTo("provider_timeout");
        assertThat(run.ledger(job, false)).hasSize(6).doesNotHaveDuplicates();
        assertThat(run.online).hasSize(6);
    }

    @Test
    void an_empty_account_pauses_a_job_of_the_online_lane() {
        run.chat = request -> Uni.createFrom().failure(new ModelFailure.QuotaExhausted());
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(4));
        Works replica = run.replica();
        run.until("it pauses", () -> run.find(job).state() == JobState.PAUSED, replica);
        run.chat = request -> Uni.createFrom().item(() -> run.answer(request));
        await(run.jobs.resume(run.tenant, job.id()));

        assertThat(run.finish(job, replica).counts().answered()).isEqualTo(4);
        assertThat(run.ledger(job, false)).as("refused calls cost nothing").isEmpty();
        run.assertBooked(job);
    }
}
