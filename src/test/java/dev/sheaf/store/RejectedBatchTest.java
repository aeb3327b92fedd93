package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.RemoteBatch.State;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that the provider did not run: the same file is never sent again. */
@ExtendWith(OwnDatabase.class)
class RejectedBatchTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private static List<String> answered(BulkRun run, List<String> lines) {
        return lines.stream().map(run.provider::answer).toList();
    }

    /** Orders up to this one fail with a code. */
    private void fail(int orders, String code, Long line) {
        run.provider.course = (order, lines) -> order <= orders
                ? Ran.failed(code, line)
                : new Ran(State.COMPLETED, answered(run, lines), null, List.of());
    }

    private Job finish() {
        Job job = run.submitPairs();
        Job done = run.finish(job, run.replica());
        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        assertThat(run.provider.files).as("files left at the provider").isEmpty();
        run.assertBooked(job);
        return done;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_json_line",
                "duplicate_custom_id",
                "url_mismatch",
                "model_mismatch",
                "model_not_found",
                "empty_file",
                "something_new",
                ""
            })
    void a_file_that_is_wrong_as_a_whole_is_sent_in_other_packs_and_then_no_more(String code) {
        fail(100, code, null);

        Job done = finish();

        assertThat(run.parts(done)).extracting(part -> part.size().requests()).containsExactly(5, 10);
        assertThat(done.counts()).isEqualTo(new Job.Counts(10, 0, 10, 0));
        assertThat(run.got(done, 1)).isEqualTo("batch_" + (code.isEmpty() ? "failed" : code));
        assertThat(run.online).isEmpty();
    }

    @Test
    void a_right_file_that_was_rejected_is_answered_after_all() {
        fail(1, "model_not_found", null);

        Job done = finish();

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.parts(done)).extracting(Part::failure).contains("batch_model_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"url_mismatch", "model_mismatch", "model_not_found"})
    void what_is_wrong_with_the_model_is_wrong_with_every_line(String code) {
        fail(100, code, 1L);

        Job done = finish();

        assertThat(run.provider.count("create")).isEqualTo(2);
        assertThat(done.counts().failed()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_json_line", "duplicate_custom_id", "something_new"})
    void the_lines_that_are_named_go_on_apart_and_the_others_as_they_are(String code) {
        fail(1, code, 3L);

        Job done = finish();

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.parts(done)).extracting(Part::round).containsExactly(1, 1, 2);
        assertThat(run.parts(done)).extracting(part -> part.size().requests()).containsExactly(5, 4, 2);
    }

    @Test
    void an_item_that_is_named_alone_has_its_reason() {
        run.provider.course = (order, lines) -> {
            int bad = IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).contains("Comment 4 "))
                    .findFirst()
                    .orElse(-1);
            return bad < 0
                    ? new Ran(State.COMPLETED, answered(run, lines), null, List.of())
                    : Ran.failed("invalid_json_line", bad + 1L);
        };

        Job done = finish();

        assertThat(done.counts()).isEqualTo(new Job.Counts(10, 9, 1, 0));
        assertThat(run.got(done, 5)).isEqualTo("batch_invalid_json_line");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 99, 5_000_000_000L})
    void a_line_that_does_not_exist_names_the_whole_file(long line) {
        fail(100, "invalid_json_line", line);

        finish();

        assertThat(run.provider.count("create")).isEqualTo(2);
    }

    @Test
    void too_many_requests_go_in_smaller_parts() {
        run.provider.course = (order, lines) -> lines.size() > 2
                ? Ran.failed("too_many_tasks", null)
                : new Ran(State.COMPLETED, answered(run, lines), null, List.of());

        Job done = finish();

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.parts(done)).extracting(part -> part.size().requests()).containsExactly(5, 2, 2, 1);
    }

    @Test
    void who_looked_at_the_job_before_a_rejection_makes_no_larger_parts_either() {
        run.provider.course = (order, lines) -> lines.size() > 2
                ? Ran.failed("too_many_tasks", null)
                : new Ran(State.COMPLETED, answered(run, lines), null, List.of());
        Life life = Life.standing("roundWaiting", 2);
        Works replica = run.replica(life);
        Job job = run.submitPairs();
        run.until("it looked at the job again", life::isOver, replica);
        run.until("the part was rejected", () -> run.find(job).partRequests() == 2, replica);
        life.resume();

        run.finish(job, replica);

        assertThat(run.parts(job))
                .extracting(part -> part.size().requests())
                .startsWith(5)
                .filteredOn(requests -> requests > 2)
                .hasSize(1);
    }

    @Test
    void a_part_that_cannot_be_smaller_is_refused() {
        fail(100, "too_many_tasks", null);

        Job done = finish();

        assertThat(done.counts().failed()).isEqualTo(10);
        assertThat(run.parts(done))
                .extracting(part -> part.size().requests())
                .startsWith(5)
                .endsWith(1)
                .filteredOn(requests -> requests > 2)
                .hasSize(1);
    }

    @Test
    void a_full_queue_is_given_time_and_less_at_once() {
        run.settings.put("sheaf.bulk.overflow-pause", "PT0.05S");
        run.provider.course = (order, lines) -> lines.size() > 2
                ? Ran.failed("token_limit_exceeded", null)
                : new Ran(State.COMPLETED, answered(run, lines), null, List.of());

        Job done = finish();

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.parts(done).get(0).failure()).isEqualTo("token_limit_exceeded");
        List<Part> parts = run.parts(done);
        assertThat(parts.get(1).beganAt())
                .as(parts.toString())
                .isAfterOrEqualTo(parts.get(0).endedAt().plusMillis(50));
        for (int i = 2; i < parts.size(); i++) {
            assertThat(parts.get(i).beganAt())
                    .as("one after the other")
                    .isAfterOrEqualTo(parts.get(i - 1).endedAt());
        }
    }

    @Test
    void a_queue_that_stays_full_wears_no_item_out() {
        run.settings.put("sheaf.bulk.overflow-pause", "PT0.01S");
        run.settings.put("sheaf.bulk.tries", "2");
        run.provider.course = (order, lines) -> lines.size() > 1
                ? Ran.failed("token_limit_exceeded", null)
                : new Ran(State.COMPLETED, answered(run, lines), null, List.of());
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, BulkRun.texts(32));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(32, 32, 0, 0));
    }

    @Test
    void a_queue_that_never_has_room_ends_with_a_reason() {
        run.settings.put("sheaf.bulk.overflow-pause", "PT0.001S");
        run.settings.put("sheaf.bulk.tries", "2");
        fail(10_000, "token_limit_exceeded", null);

        assertThat(finish().counts().failed()).isEqualTo(10);
    }

    @Test
    void an_unpaid_bill_pauses_the_job() {
        fail(1, "billing_hard_limit_reached", null);
        Job job = run.submitPairs();
        Works replica = run.replica();
        run.until("it pauses", () -> run.find(job).state() == JobState.PAUSED, replica);
        assertThat(run.find(job).reason().code()).isEqualTo("batch_billing_hard_limit_reached");

        await(run.jobs.resume(run.tenant, job.id()));

        assertThat(run.finish(job, replica).counts().answered()).isEqualTo(10);
    }

    @Test
    void a_batch_that_failed_without_a_word_is_asked_in_smaller_packs() {
        run.provider.course = (order, lines) -> order == 1
                ? new Ran(State.FAILED, null, null, List.of())
                : new Ran(State.COMPLETED, answered(run, lines), null, List.of());

        Job done = finish();

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.parts(done).get(1).round()).isEqualTo(2);
    }
}
