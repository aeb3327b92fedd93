package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Works;
import dev.sheaf.gateway.Batch;
import dev.sheaf.gateway.Batch.Counts;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.gateway.StoredFile;
import dev.sheaf.pack.Seeds;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica may end, or pause, at any of its calls: another one finishes the batch, and its files are written once. */
@ExtendWith(OwnDatabase.class)
class BatchCrashTest {
    private static final int CALLS = 120;

    private BatchRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BatchRun(pool);
        run.put(BulkRun.PAIRS);
        run.bulk.settings.put("sheaf.bulk.lease", "PT0.12S");
        run.bulk.settings.put("sheaf.bulk.settling", "PT0.04S");
    }

    /** All of them in the proof profile, and a share of them, all over the batch, otherwise. */
    private static Stream<Integer> calls() {
        int one = CALLS / Seeds.some(CALLS).size();
        return IntStream.rangeClosed(1, CALLS).filter(call -> call % one == 0).boxed();
    }

    /** What a batch's way is made of, beside its job's. */
    private static Stream<String> steps() {
        return Stream.of(
                "claim", "find", "open", "add", "begin", "finalizing", "spent", "rows", "append", "finish", "end");
    }

    private Batch order() {
        List<String> lines = new ArrayList<>(BatchRun.lines(BatchRun.TASK, BulkRun.texts(10)));
        lines.add(BatchRun.line("bad", "{\"model\":\"" + BatchRun.TASK + "\",\"messages\":\"x\"}"));
        return run.order(Lane.BATCH, lines);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void a_replica_that_dies_before_a_step_loses_nothing(String step) {
        law(new Life(step, false));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void a_replica_that_dies_after_a_step_does_nothing_twice(String step) {
        law(new Life(step, true));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_replica_that_dies_before_a_call_loses_nothing(int call) {
        law(new Life(call, false));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_replica_that_dies_after_a_call_does_nothing_twice(int call) {
        law(new Life(call, true));
    }

    private void law(Life life) {
        Batch batch = order();
        Works dying = run.bulk.replica(life);
        run.until(
                "it died or was done",
                () -> life.isOver() || run.find(batch).state().isOver(),
                dying);
        run.readersEnd = true;

        Batch done = run.finish(batch, run.bulk.replica());

        assertDone(done, life);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_replica_that_pauses_beyond_its_lease_does_no_harm(int call) {
        Life life = new Life(call, call % 3 == 0);
        Batch batch = order();
        Works pausing = run.bulk.replica(life);
        run.until(
                "it paused or was done",
                () -> life.isOver() || run.find(batch).state().isOver(),
                pausing);
        run.readersEnd = true;
        Works other = run.bulk.replica();
        long enough = call % 7;
        run.until(
                "the other one went on",
                () -> other.steps() > enough || run.find(batch).state().isOver(),
                other);
        life.resume();

        Batch done = run.finish(batch, pausing, other);
        Until.holds("both came to rest", () -> pausing.running() + other.running() == 0);

        assertDone(done, life);
    }

    private void assertDone(Batch done, Life life) {
        assertThat(done.state()).as(life.end()).isEqualTo(State.COMPLETED);
        assertThat(done.result().counts()).as(life.end()).isEqualTo(new Counts(11, 10, 1));
        assertThat(BatchRun.ids(run.output(done)))
                .as(life.end())
                .isEqualTo(IntStream.range(0, 10).mapToObj(i -> "c-" + i).toList());
        assertThat(BatchRun.ids(run.errors(done))).as(life.end()).containsExactly("bad");
        assertThat(run.written())
                .as(life.end())
                .extracting(StoredFile::id)
                .containsExactlyInAnyOrder(
                        done.result().outputFile(), done.result().errorFile());
        assertThat(BatchRun.sum(run.output(done), "/response/body/usage/prompt_tokens"))
                .as(life.end())
                .isEqualTo(done.result().usage().inputTokens());
        run.bulk.assertNoneTwice(life.end());
        run.bulk.assertBooked(run.job(done));
    }
}
