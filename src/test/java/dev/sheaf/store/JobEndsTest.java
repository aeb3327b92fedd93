package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.TaskDefinition;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job's owner may ask for while it runs: its end, a pause, another try; and what is kept. */
@ExtendWith(OwnDatabase.class)
class JobEndsTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    /** Batches stay under way until the test lets them end. */
    private void hold(AtomicReference<State> state) {
        run.provider.seen = batch -> state.get() == null ? batch : StagedBatches.withState(batch, state.get());
    }

    private Part first(Job job) {
        return run.parts(job).get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserved", "uploaded", "created", "fetched"})
    void a_job_can_be_cancelled_in_every_state_and_keeps_what_was_bought(String state) {
        run.settings.put("sheaf.bulk.lease", "PT0.15S");
        String before = Map.of("reserved", "upload", "uploaded", "create", "created", "polled", "fetched", "endTwins")
                .get(state);
        Life life = new Life(before);
        Job job = run.submitPairs();
        Works dying = run.replica(life);
        run.until(
                "it is " + state, () -> life.isOver() || run.find(job).counts().answered() == 10, dying);
        assertThat(await(run.jobs.cancel(run.tenant, job.id()))).isTrue();

        Job done = run.finish(job, run.replica());

        long bought = run.provider.bill.size() * 2L;
        assertThat(done.state()).isEqualTo(JobState.CANCELLED);
        assertThat(done.counts()).isEqualTo(new Job.Counts(10, bought, 10 - bought, 0));
        assertThat(run.provider.files).isEmpty();
        run.assertBooked(job);
    }

    @Test
    void a_batch_under_way_is_ended_and_its_finished_lines_are_kept() {
        AtomicReference<State> state = new AtomicReference<>(State.IN_PROGRESS);
        hold(state);
        run.provider.course = (order, lines) -> new Ran(
                State.CANCELLED,
                lines.stream().limit(2).map(run.provider::answer).toList(),
                lines.stream()
                        .skip(2)
                        .map(line -> StagedBatches.error(line, "batch_cancelled"))
                        .toList(),
                List.of());
        Works replica = run.replica();
        Job job = run.submitPairs();
        run.until("it is ordered", () -> run.provider.count("get") > 0, replica);
        await(run.jobs.cancel(run.tenant, job.id()));
        run.until("it is told", () -> run.provider.count("cancel") > 0, replica);
        state.set(null);

        Job done = run.finish(job, replica);

        assertThat(done.state()).isEqualTo(JobState.CANCELLED);
        assertThat(done.counts()).isEqualTo(new Job.Counts(10, 4, 6, 0));
        assertThat(run.got(job, 10)).isEqualTo("job_cancelled");
        assertThat(run.provider.count("cancel")).isOne();
        run.assertBooked(job);
    }

    @Test
    void a_retry_asks_only_for_what_has_no_answer() {
        a_batch_under_way_is_ended_and_its_finished_lines_are_kept();
        Job job = await(run.jobs.list(run.tenant, null, null, 1)).get(0);
        run.provider.course = (order, lines) -> new Ran(
                State.COMPLETED, lines.stream().map(run.provider::answer).toList(), null, List.of());

        assertThat(await(run.jobs.retry(job))).isEqualTo(6);
        Job done = run.finish(job, run.replica());

        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        assertThat(done.counts()).isEqualTo(new Job.Counts(10, 10, 0, 0));
        assertThat(run.parts(job)).extracting(part -> part.size().requests()).containsExactly(5, 3);
        run.assertAnswered(job, BulkRun.texts(10));
        run.assertBooked(job);
    }

    @Test
    void a_paused_job_buys_nothing_and_what_was_bought_comes_in() {
        run.settings.put("sheaf.bulk.enqueued-tokens.gpt-4o-mini", "100");
        AtomicReference<State> state = new AtomicReference<>(State.IN_PROGRESS);
        hold(state);
        Works replica = run.replica();
        Job job = run.submitPairs();
        run.until("one is ordered", () -> run.provider.count("get") > 0, replica);
        assertThat(await(run.jobs.pause(run.tenant, job.id()))).isTrue();
        state.set(null);
        run.until("it came in", () -> run.find(job).counts().answered() == 2, replica);
        run.until("the replica found nothing else", () -> replica.running() == 0, replica);

        assertThat(run.find(job).state()).isEqualTo(JobState.PAUSED);
        assertThat(run.provider.count("create")).isOne();
        await(run.jobs.resume(run.tenant, job.id()));

        assertThat(run.finish(job, replica).counts().answered()).isEqualTo(10);
        run.assertBooked(job);
    }

    @Test
    void an_order_that_was_uncertain_when_the_job_paused_is_still_found() {
        run.settings.put("sheaf.bulk.lease", "PT0.15S");
        Life life = new Life("created");
        Job job = run.submitPairs();
        run.until("it is ordered", life::isOver, run.replica(life));
        await(run.jobs.pause(run.tenant, job.id()));

        Works other = run.replica();
        run.until("it came in", () -> run.find(job).counts().answered() == 10, other);

        assertThat(run.provider.count("create")).isOne();
        await(run.jobs.resume(run.tenant, job.id()));
        assertThat(run.finish(job, other).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void what_a_deleted_job_cost_stays_in_the_ledger() {
        Job job = run.submitPairs();
        run.finish(job, run.replica());

        assertThat(await(run.jobs.delete(job))).isTrue();

        assertThat(await(run.jobs.find(run.tenant, job.id()))).isEmpty();
        run.assertBooked(job);
        assertThat(await(run.pool
                                .preparedQuery("select count(*) as n from request where job = $1")
                                .execute(Tuple.of(job.id())))
                        .iterator()
                        .next()
                        .getLong("n"))
                .isZero();
    }

    @Test
    void a_job_without_rows_is_done_at_once() {
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, List.of());

        assertThat(run.finish(job, run.replica()).state()).isEqualTo(JobState.COMPLETED);
        assertThat(run.provider.calls).isEmpty();
    }

    @Test
    void items_that_no_request_can_hold_have_their_reason_and_cost_nothing() {
        TaskDefinition task = Tasks.sentiment("'packing':{'maxItems':2,'maxTokens':300}");
        Job job = run.submit(task, Lane.BATCH, null, List.of("long ".repeat(2_000), "words ".repeat(2_000)));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(2, 0, 2, 0));
        assertThat(run.got(job, 1)).isEqualTo("item_too_long");
        assertThat(run.provider.calls).isEmpty();
    }

    @Test
    void identical_texts_are_asked_once_and_answered_everywhere() {
        List<String> texts = new ArrayList<>();
        IntStream.range(0, 30)
                .forEach(i -> texts.add(i % 3 == 0 ? "It is good" : i % 3 == 1 ? "It is bad" : "It is " + i));
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, texts);

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(30, 30, 0, 0));
        run.assertAnswered(job, texts);
        assertThat(first(job).size().items()).isEqualTo(12);
    }

    @Test
    void identical_texts_without_an_answer_are_all_counted_as_failed() {
        run.provider.instead = call ->
                call.equals("create") ? Optional.of(new ModelFailure.Rejected(400, null, "No.")) : Optional.empty();
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, List.of("a good one", "a bad one", "a good one"));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(3, 0, 3, 0));
        assertThat(run.got(job, 3)).isEqualTo("provider_rejected");
        run.provider.instead = call -> Optional.empty();
        assertThat(await(run.jobs.retry(done))).isEqualTo(3);
        assertThat(run.finish(job, run.replica()).counts()).isEqualTo(new Job.Counts(3, 3, 0, 0));
    }

    @Test
    void known_answers_are_used_while_they_are_young_enough() {
        run.settings.put("sheaf.bulk.keep-answers", "true");
        run.finish(run.submitPairs(), run.replica());
        await(run.pool
                .preparedQuery(
                        "update known_answer set at = at - interval '2 days' where tenant = $1 and hash = sha256($2)")
                .execute(Tuple.of(run.tenant, Buffer.buffer(BulkRun.texts(1).get(0)))));

        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, BulkRun.texts(12), Duration.ofDays(1));
        assertThat(job.counts()).isEqualTo(new Job.Counts(12, 9, 0, 0));
        Job done = run.finish(job, run.replica());

        assertThat(done.counts().answered()).isEqualTo(12);
        assertThat(first(job).size().items()).isEqualTo(3);
    }
}
