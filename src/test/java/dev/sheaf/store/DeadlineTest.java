package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.RemoteBatch.State;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs with a time by which they have to be done. */
@ExtendWith(OwnDatabase.class)
class DeadlineTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private final Instant start = Instant.now();

    private Job submit(Duration left) {
        run.now.set(start);
        return run.submit(BulkRun.PAIRS, Lane.BATCH, start.plus(left), BulkRun.texts(10));
    }

    @Test
    void a_job_without_time_for_batches_goes_online_behind_the_online_callers() {
        Job job = submit(Duration.ofMinutes(19));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.provider.calls).isEmpty();
        assertThat(run.online).allMatch(request -> request.claim().priority() == Priority.BULK);
        run.assertBooked(job);
    }

    @Test
    void a_batch_that_is_too_slow_is_ended_and_only_the_rest_goes_online() {
        AtomicReference<State> state = new AtomicReference<>(State.IN_PROGRESS);
        run.provider.seen = batch -> state.get() == null ? batch : StagedBatches.withState(batch, state.get());
        run.provider.course = (order, lines) -> new Ran(
                State.CANCELLED,
                lines.stream().limit(2).map(run.provider::answer).toList(),
                lines.stream()
                        .skip(2)
                        .map(line -> StagedBatches.error(line, "batch_cancelled"))
                        .toList(),
                List.of());
        Works replica = run.replica();
        Job job = submit(Duration.ofHours(1));
        run.until("it is ordered", () -> run.provider.count("get") > 0, replica);
        run.now.set(start.plus(Duration.ofMinutes(41)));
        run.until("it is told to end", () -> run.provider.count("cancel") > 0, replica);
        state.set(null);

        Job done = run.finish(job, replica);

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.provider.bill).hasSize(2);
        assertThat(run.onlineBill).hasSize(3);
        run.assertAnswered(job, BulkRun.texts(10));
        run.assertBooked(job);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_batch_that_does_not_even_end_is_not_waited_for(boolean seen) {
        run.provider.seen = batch -> StagedBatches.withState(batch, State.IN_PROGRESS);
        Works replica = run.replica();
        Job job = submit(Duration.ofHours(1));
        run.until("it is ordered", () -> run.provider.count("get") > 0, replica);
        if (!seen) {
            run.provider.instead = call -> call.equals("get")
                    ? Optional.of(new ModelFailure.Rejected(404, null, "No such batch."))
                    : Optional.empty();
        }
        run.now.set(start.plus(Duration.ofMinutes(51)));

        Job done = run.finish(job, replica);

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.onlineBill).hasSize(5);
        assertThat(run.parts(job).get(0).failure()).isEqualTo("batch_lost");
    }

    @Test
    void a_part_that_waits_in_line_goes_online_too() {
        run.settings.put("sheaf.bulk.enqueued-tokens.gpt-4o-mini", "100");
        run.provider.seen = batch -> StagedBatches.withState(batch, State.IN_PROGRESS);
        Works replica = run.replica();
        Job job = submit(Duration.ofHours(1));
        run.until("one is ordered", () -> run.provider.count("get") > 0, replica);
        run.now.set(start.plus(Duration.ofMinutes(41)));
        run.until("all others are asked", () -> run.find(job).counts().answered() == 8, replica);
        run.provider.seen = batch -> batch;

        assertThat(run.finish(job, replica).counts().answered()).isEqualTo(10);
        assertThat(run.provider.count("create")).isOne();
        run.assertBooked(job);
    }

    @Test
    void a_small_job_goes_online_where_the_lane_is_left_open() {
        run.settings.put("sheaf.bulk.auto-items", "10");
        Job small = run.submit(BulkRun.PAIRS, Lane.AUTO, null, BulkRun.texts(10));
        Job large = run.submit(BulkRun.PAIRS, Lane.AUTO, null, BulkRun.texts(12));
        Works replica = run.replica();

        run.finish(small, replica);
        run.finish(large, replica);

        assertThat(run.parts(small)).extracting(Part::lane).containsOnly(Lane.ONLINE);
        assertThat(run.parts(large)).extracting(Part::lane).containsOnly(Lane.BATCH);
    }

    @Test
    void a_batch_older_than_a_day_is_ended_and_given_up_at_last() {
        run.provider.seen = batch -> run.online.isEmpty() && run.provider.count("create") < 2
                ? StagedBatches.withState(batch, State.IN_PROGRESS)
                : batch;
        Works replica = run.replica();
        Job job = run.submitPairs();
        run.until("it is ordered", () -> run.provider.count("get") > 0, replica);
        run.now.set(Instant.now().plus(Duration.ofHours(26)));
        run.until("it is told to end", () -> run.provider.count("cancel") > 0, replica);
        run.now.set(Instant.now().plus(Duration.ofHours(31)));

        assertThat(run.finish(job, replica).counts().answered()).isEqualTo(10);
        assertThat(run.parts(job).get(0).failure()).isEqualTo("batch_lost");
    }
}
