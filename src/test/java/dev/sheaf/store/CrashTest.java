package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.pack.Seeds;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica may end, or pause, before or after any of its calls: another one finishes, and nothing is bought twice. */
@ExtendWith(OwnDatabase.class)
class CrashTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private void hasten() {
        run.settings.put("sheaf.bulk.lease", "PT0.12S");
        run.settings.put("sheaf.bulk.settling", "PT0.04S");
        run.settings.put("sheaf.bulk.max-requests", "3");
        AtomicInteger polls = new AtomicInteger();
        run.provider.seen =
                batch -> polls.incrementAndGet() % 2 == 1 ? StagedBatches.withState(batch, State.IN_PROGRESS) : batch;
    }

    private static final int CALLS = 140;

    /** All of them in the proof profile, and a share of them, all over the job, otherwise. */
    private static Stream<Integer> calls() {
        int one = CALLS / Seeds.some(CALLS).size();
        return IntStream.rangeClosed(1, CALLS).filter(call -> call % one == 0).boxed();
    }

    /** What a part's way is made of. */
    private static Stream<String> steps() {
        return Stream.of(
                "claimJobs",
                "roundWaiting",
                "planning",
                "waiting",
                "plan",
                "reserve",
                "claimParts",
                "job",
                "admit",
                "requests",
                "uploading",
                "upload",
                "uploaded",
                "renew",
                "creating",
                "create",
                "created",
                "get",
                "polled",
                "fetch",
                "open",
                "settle",
                "fetched",
                "delete",
                "close",
                "finish",
                "release");
    }

    @ParameterizedTest
    @MethodSource("steps")
    void a_replica_that_dies_before_a_step_loses_nothing(String step) {
        hasten();
        law(run.submitPairs(), new Life(step, false));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void a_replica_that_dies_after_a_step_buys_nothing_twice(String step) {
        hasten();
        law(run.submitPairs(), new Life(step, true));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_replica_that_dies_before_a_call_loses_nothing(int call) {
        hasten();
        law(run.submitPairs(), new Life(call, false));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_replica_that_dies_after_a_call_buys_nothing_twice(int call) {
        hasten();
        law(run.submitPairs(), new Life(call, true));
    }

    private void law(Job job, Life life) {
        Works dying = run.replica(life);
        run.until(
                "it died or was done",
                () -> life.isOver() || run.find(job).state().isOver(),
                dying);

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).as(life.end()).isEqualTo(new Job.Counts(10, 10, 0, 0));
        run.assertAnswered(job, BulkRun.texts(10));
        assertThat(run.provider.bill).as(life.end()).doesNotHaveDuplicates();
        assertThat(run.provider.batches).as(life.end()).hasSize(2);
        assertThat(run.provider.files).as(life.end()).isEmpty();
        run.assertBooked(job);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_replica_that_dies_on_the_online_lane_has_its_calls_booked(int call) {
        run.settings.put("sheaf.bulk.lease", "PT0.12S");
        run.settings.put("sheaf.bulk.online-concurrency", "2");
        Life life = new Life(call, call % 2 == 0);
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(10));
        Works dying = run.replica(life);
        run.until(
                "it died or was done",
                () -> life.isOver() || run.find(job).state().isOver(),
                dying);

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).as(life.end()).isEqualTo(new Job.Counts(10, 10, 0, 0));
        run.assertAnswered(job, BulkRun.texts(10));
        List<String> booked = new ArrayList<>(run.ledger(job, true));
        booked.addAll(run.ledger(job, false));
        assertThat(booked).as(life.end()).doesNotHaveDuplicates().containsAll(run.onlineBill);
        assertThat(run.onlineBill).as(life.end()).containsAll(run.ledger(job, true));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_replica_that_pauses_beyond_its_lease_does_no_harm(int call) {
        hasten();
        Life life = new Life(call, call % 3 == 0);
        Job job = run.submitPairs();
        Works pausing = run.replica(life);
        run.until(
                "it paused or was done",
                () -> life.isOver() || run.find(job).state().isOver(),
                pausing);
        Works other = run.replica();
        long enough = call % 5;
        run.until(
                "the other one went on",
                () -> other.steps() > enough || run.find(job).state().isOver(),
                other);
        life.resume();

        Job done = run.finish(job, pausing, other);
        Until.holds("both came to rest", () -> pausing.running() + other.running() == 0);

        assertThat(done.counts()).as(life.end()).isEqualTo(new Job.Counts(10, 10, 0, 0));
        run.assertAnswered(job, BulkRun.texts(10));
        run.assertNoneTwice(life.end());
    }
}
