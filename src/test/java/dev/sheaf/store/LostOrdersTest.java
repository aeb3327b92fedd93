package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.RemoteBatch.State;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls about batches that fail, though they may have been obeyed: what was bought is found again. */
@ExtendWith(OwnDatabase.class)
class LostOrdersTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private static final ModelFailure TIMEOUT = new ModelFailure.TimedOut(Duration.ofSeconds(1));

    /** The first call of this name fails, after it was obeyed. */
    private void lose(String word, ModelFailure failure) {
        AtomicInteger calls = new AtomicInteger();
        run.provider.after =
                call -> call.equals(word) && calls.incrementAndGet() == 1 ? Optional.of(failure) : Optional.empty();
    }

    /** The first calls of this name fail, and nothing is done. */
    private void refuse(String word, int times, ModelFailure failure) {
        AtomicInteger calls = new AtomicInteger();
        run.provider.instead =
                call -> call.equals(word) && calls.incrementAndGet() <= times ? Optional.of(failure) : Optional.empty();
    }

    /** Beside what is refused already. */
    private void refuseAlso(String word, ModelFailure failure) {
        Function<String, Optional<ModelFailure>> others = run.provider.instead;
        run.provider.instead = call -> call.equals(word) ? Optional.of(failure) : others.apply(call);
    }

    private Job finish() {
        Job job = run.submitPairs();
        Job done = run.finish(job, run.replica());
        assertThat(done.counts()).isEqualTo(new Job.Counts(10, 10, 0, 0));
        run.assertAnswered(job, BulkRun.texts(10));
        run.assertBooked(job);
        assertThat(run.provider.files).as("files left at the provider").isEmpty();
        return done;
    }

    @Test
    void a_batch_whose_order_timed_out_is_found_and_not_ordered_again() {
        lose("create", TIMEOUT);

        finish();

        assertThat(run.provider.batches).hasSize(1);
        assertThat(run.provider.count("create")).isOne();
    }

    @Test
    void it_is_found_too_where_the_listing_shows_it_late() {
        run.settings.put("sheaf.bulk.settling", "PT10S");
        lose("create", TIMEOUT);
        run.provider.listed = batch -> run.provider.count("list") > 2;
        Works replica = run.replica();
        Job job = run.submitPairs();
        run.until("it was looked for", () -> run.provider.count("list") > 0, replica);
        await(run.pool.query("update part set due_at = now()").execute());
        run.until(
                "it was looked for again",
                () -> {
                    await(run.pool.query("update part set due_at = now()").execute());
                    return run.provider.count("list") > 2;
                },
                replica);

        run.finish(job, replica);

        assertThat(run.provider.count("create")).isOne();
    }

    @Test
    void it_is_found_by_its_file_where_the_metadata_was_lost() {
        lose("create", TIMEOUT);
        run.provider.listedAs = batch -> new RemoteBatch(
                batch.id(),
                batch.state(),
                batch.inputFile(),
                batch.outputFile(),
                batch.errorFile(),
                List.of(),
                batch.counts(),
                batch.usage(),
                Map.of(),
                null);

        finish();

        assertThat(run.provider.count("create")).isOne();
    }

    @Test
    void an_order_that_never_arrived_is_given_again() {
        refuse("create", 1, TIMEOUT);

        finish();

        assertThat(run.provider.batches).hasSize(1);
        assertThat(run.provider.count("create")).isEqualTo(2);
        assertThat(run.provider.count("upload"))
                .as("an order that is still under way finds no file")
                .isEqualTo(2);
    }

    @Test
    void a_batch_that_shows_up_when_its_file_is_withdrawn_is_taken() {
        lose("create", TIMEOUT);
        run.provider.listed = batch -> run.provider.count("delete") > 0;

        finish();

        assertThat(run.provider.batches).hasSize(1);
        assertThat(run.provider.count("create")).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "delete, false",
        "delete, true",
        "withdrawing, false",
        "withdrawing, true",
        "withdrawn, false",
        "withdrawn, true"
    })
    void a_replica_that_dies_while_it_withdraws_a_file_buys_nothing_twice(String step, boolean after) {
        run.settings.put("sheaf.bulk.lease", "PT0.15S");
        refuse("create", 1, TIMEOUT);
        Job job = run.submitPairs();
        Life life = new Life(step, after);
        run.until("it died", life::isOver, run.replica(life));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(10, 10, 0, 0));
        assertThat(run.provider.batches).hasSize(1);
        assertThat(run.provider.bill).doesNotHaveDuplicates();
        assertThat(run.provider.files).isEmpty();
        run.assertBooked(job);
    }

    @Test
    void a_job_that_is_cancelled_while_its_file_is_withdrawn_buys_nothing() {
        run.settings.put("sheaf.bulk.lease", "PT0.15S");
        refuse("create", 1, TIMEOUT);
        Job job = run.submitPairs();
        Life life = new Life("withdrawn");
        run.until("it is withdrawn", life::isOver, run.replica(life));
        await(run.jobs.cancel(run.tenant, job.id()));

        Job done = run.finish(job, run.replica());

        assertThat(done.state()).isEqualTo(JobState.CANCELLED);
        assertThat(run.provider.batches).isEmpty();
        assertThat(run.provider.files).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_withdrawn_holds_nothing_up() {
        refuse("create", 1, TIMEOUT);
        refuseAlso("delete", new ModelFailure.Rejected(405, null, "No."));
        Job job = run.submitPairs();

        Job done = run.finish(job, run.replica());

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.provider.batches).hasSize(1);
    }

    @Test
    void a_twin_that_shows_up_later_is_ended() {
        lose("create", TIMEOUT);
        run.provider.course = (order, lines) -> new Ran(
                order == 1 ? State.IN_PROGRESS : State.COMPLETED,
                order == 1 ? null : lines.stream().map(run.provider::answer).toList(),
                null,
                List.of());
        run.provider.listed = batch -> run.provider.count("create") > 1;
        run.provider.seen =
                batch -> run.provider.count("cancel") > 0 ? batch : StagedBatches.withState(batch, State.IN_PROGRESS);

        Job job = run.submitPairs();
        Job done = run.finish(job, run.replica());

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.provider.batches.values())
                .extracting(RemoteBatch::state)
                .containsExactly(State.CANCELLED, State.COMPLETED);
        assertThat(run.provider.bill).doesNotHaveDuplicates();
    }

    @Test
    void an_upload_whose_answer_was_lost_is_found_by_its_name() {
        lose("upload", TIMEOUT);

        finish();

        assertThat(run.provider.count("upload")).isOne();
    }

    @Test
    void a_file_that_is_gone_before_its_order_is_made_again() {
        refuse("create", 1, new ModelFailure.Rejected(404, "input_file_id", "No such file."));

        finish();

        assertThat(run.provider.count("upload")).isEqualTo(2);
    }

    @Test
    void an_order_beyond_the_rate_is_given_later() {
        refuse("create", 2, new ModelFailure.RateLimited(null));

        finish();

        assertThat(run.provider.count("list")).as("nothing to look for").isZero();
    }

    @Test
    void an_order_that_is_wrong_is_never_given_again() {
        refuse("create", 1, new ModelFailure.Rejected(400, null, "No."));
        Job job = run.submitPairs();

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(10, 0, 10, 0));
        assertThat(run.got(job, 1)).isEqualTo("provider_rejected");
        assertThat(run.provider.count("create")).isOne();
        assertThat(run.provider.files).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "fetch", "upload", "list", "delete", "filesNamed"})
    void a_provider_that_fails_for_a_while_is_asked_again(String word) {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        run.provider.instead = call -> call.equals(word) && calls.incrementAndGet() <= 3
                ? Optional.of(
                        calls.get() == 2 && word.equals("get")
                                ? new ModelFailure.Rejected(404, null, "No such batch.")
                                : new ModelFailure.Unavailable(503, true, null))
                : Optional.empty();
        run.provider.after = call -> Set.of("create", "upload").contains(call) && lost.incrementAndGet() < 3
                ? Optional.of(TIMEOUT)
                : Optional.empty();
        Job job = run.submitPairs();

        Job done = run.finish(job, run.replica());

        assertThat(done.counts().answered()).isEqualTo(10);
        run.assertBooked(job);
        assertThat(run.provider.bill).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "upload"})
    void a_job_pauses_with_its_reason_where_the_account_is_empty(String word) {
        run.provider.instead =
                call -> call.equals(word) ? Optional.of(new ModelFailure.QuotaExhausted()) : Optional.empty();
        Job job = run.submitPairs();
        Works replica = run.replica();
        run.until("it pauses", () -> run.find(job).state() == JobState.PAUSED, replica);
        assertThat(run.find(job).reason().code()).isEqualTo("provider_quota_exhausted");

        run.provider.instead = call -> Optional.empty();
        await(run.jobs.resume(run.tenant, job.id()));
        Job done = run.finish(job, replica);

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(done.reason()).isNull();
    }
}
