package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.bulk.Works;
import dev.sheaf.gateway.Batch;
import dev.sheaf.gateway.Batch.Counts;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.RemoteBatch;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Batches that end before their time: what was bought is kept, and the rest says why there is none. */
@ExtendWith(OwnDatabase.class)
class BatchEndsTest {
    private BatchRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BatchRun(pool);
        run.put(BulkRun.PAIRS);
    }

    /** The provider works on until it is told to stop, and has answered two requests of five by then. */
    private Batch slow(Works replica) {
        run.bulk.provider.seen = batch -> run.bulk.provider.count("cancel") > 0
                ? batch
                : StagedBatches.withState(batch, RemoteBatch.State.IN_PROGRESS);
        run.bulk.provider.course = (order, lines) -> new Ran(
                RemoteBatch.State.CANCELLED,
                lines.stream().limit(2).map(run.bulk.provider::answer).toList(),
                lines.stream()
                        .skip(2)
                        .map(line -> StagedBatches.error(line, "batch_cancelled"))
                        .toList(),
                List.of());
        Batch batch = run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, BulkRun.texts(10)));
        run.until("the provider works", () -> run.bulk.provider.count("get") > 0, replica);
        run.until("it runs", () -> run.find(batch).state() == State.IN_PROGRESS, replica);
        return batch;
    }

    private void assertCut(Batch done, String code) {
        assertThat(done.result().counts()).isEqualTo(new Counts(10, 4, 6));
        assertThat(run.output(done)).hasSize(4).allSatisfy(line -> assertThat(
                        line.at("/response/status_code").asInt())
                .isEqualTo(200));
        assertThat(run.errors(done)).hasSize(6).allSatisfy(line -> assertError(line, code));
        assertThat(BatchRun.sum(run.output(done), "/response/body/usage/prompt_tokens"))
                .isEqualTo(200)
                .isEqualTo(done.result().usage().inputTokens());
        assertThat(BatchRun.ids(run.output(done))).doesNotContainAnyElementsOf(BatchRun.ids(run.errors(done)));
        run.bulk.assertNoneTwice("cut");
    }

    private static void assertError(JsonNode line, String code) {
        assertThat(line.path("response").isNull()).isTrue();
        assertThat(line.at("/error/code").asText()).isEqualTo(code);
        assertThat(line.at("/error/message").asText()).isNotEmpty();
    }

    @Test
    void one_that_is_cancelled_while_it_runs_keeps_what_is_done() {
        Works replica = run.bulk.replica();
        Batch batch = slow(replica);

        run.cancel(batch);
        Batch done = run.finish(batch, replica);

        assertThat(done.state()).isEqualTo(State.CANCELLED);
        assertThat(done.times())
                .containsOnlyKeys(State.VALIDATING, State.IN_PROGRESS, State.CANCELLING, State.CANCELLED);
        assertCut(done, "batch_cancelled");
    }

    @Test
    void one_that_takes_too_long_expires_and_keeps_what_is_done() {
        Works replica = run.bulk.replica();
        Batch batch = slow(replica);

        run.bulk.now.set(batch.expiresAt());
        Batch done = run.finish(batch, replica);

        assertThat(done.state()).isEqualTo(State.EXPIRED);
        assertThat(done.times()).containsOnlyKeys(State.VALIDATING, State.IN_PROGRESS, State.FINALIZING, State.EXPIRED);
        assertCut(done, "batch_expired");
    }

    @Test
    void one_whose_job_is_cancelled_is_cancelled() {
        Works replica = run.bulk.replica();
        Batch batch = slow(replica);

        await(run.bulk.jobs.cancel(batch.tenant(), batch.job()));
        Batch done = run.finish(batch, replica);

        assertThat(done.state()).isEqualTo(State.CANCELLED);
        assertCut(done, "batch_cancelled");
    }

    @Test
    void one_whose_job_is_deleted_has_failed() {
        Works replica = run.bulk.replica();
        Batch batch = slow(replica);
        replica.stop();
        run.until("it rests", () -> replica.running() == 0);
        Works other = run.bulk.replica(new Life("finalizing"));
        await(run.bulk.jobs.cancel(batch.tenant(), batch.job()));
        run.until("the job is over", () -> run.job(batch).state() == JobState.CANCELLED, other);
        await(run.bulk.jobs.delete(run.job(batch)));
        other.stop();
        run.endLeases();

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.state()).isEqualTo(State.FAILED);
        assertThat(done.result().errors()).singleElement().satisfies(error -> assertThat(error.code())
                .isEqualTo("job_deleted"));
    }

    @Test
    void one_that_is_cancelled_before_anybody_looks_at_it_asks_nothing() {
        Batch batch = run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, BulkRun.texts(10)));
        run.cancel(batch);

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.state()).isEqualTo(State.CANCELLED);
        assertThat(done.times()).containsOnlyKeys(State.VALIDATING, State.CANCELLING, State.CANCELLED);
        assertThat(done.result()).isEqualTo(Batch.Result.NONE);
        assertThat(run.bulk.provider.calls).isEmpty();
    }

    @Test
    void one_that_is_cancelled_while_its_file_is_read_ends() {
        Life life = new Life("add");
        Batch batch = run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, BulkRun.texts(10)));
        Works replica = run.bulk.replica(life);
        run.until("it reads", life::isOver, replica);
        run.cancel(batch);
        life.resume();

        Batch done = run.finish(batch, replica);

        assertThat(done.state()).isEqualTo(State.CANCELLED);
        assertThat(done.times()).containsOnlyKeys(State.VALIDATING, State.CANCELLING, State.CANCELLED);
        assertThat(BatchRun.ids(run.errors(done)))
                .hasSize((int) done.result().counts().total());
    }

    @Test
    void what_runs_goes_on_without_its_file_and_its_task() {
        Life life = new Life("begin", true);
        Batch batch = run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, BulkRun.texts(10)));
        run.until(
                "its job runs",
                () -> life.isOver() && run.job(batch).state() == JobState.RUNNING,
                run.bulk.replica(life));
        await(run.files.delete(batch.tenant(), batch.order().inputFile()));
        await(run.bulk.catalog.delete(batch.tenant(), "test"));
        run.endLeases();

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.state()).isEqualTo(State.COMPLETED);
        assertThat(done.model()).isEqualTo(BatchRun.TASK);
        assertThat(done.result().counts()).isEqualTo(new Counts(10, 10, 0));
    }

    @Test
    void one_whose_file_nobody_came_to_check_expires_and_asks_nothing() {
        Batch batch = run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, BulkRun.texts(10)));
        run.bulk.now.set(batch.expiresAt());

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.state()).isEqualTo(State.EXPIRED);
        assertThat(done.times()).containsOnlyKeys(State.VALIDATING, State.EXPIRED);
        assertThat(done.result()).isEqualTo(Batch.Result.NONE);
        assertThat(run.bulk.provider.calls).isEmpty();
    }

    @Test
    void one_whose_reader_died_on_the_way_expires_and_so_does_its_job() {
        Life life = new Life("add", true);
        Batch batch = run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, BulkRun.texts(10)));
        run.until("a part of it is read", life::isOver, run.bulk.replica(life));
        run.endLeases();
        run.bulk.now.set(batch.expiresAt());

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.state()).isEqualTo(State.EXPIRED);
        assertThat(run.job(batch).state()).isEqualTo(JobState.CANCELLED);
        assertThat(run.bulk.provider.calls).isEmpty();
    }
}
