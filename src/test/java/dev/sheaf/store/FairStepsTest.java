package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.bulk.Work;
import dev.sheaf.bulk.Works;
import dev.sheaf.events.Ticks;
import dev.sheaf.model.Relay.Relayed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Work of other kinds beside jobs with many long parts. */
@ExtendWith(OwnDatabase.class)
class FairStepsTest {
    private BulkRun run;
    private final ConcurrentLinkedQueue<UniEmitter<? super Relayed>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger relayed = new AtomicInteger();

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
        run.relay = (passage, lost) -> Uni.createFrom().emitter(emitter -> {
            relayed.incrementAndGet();
            waiting.add(emitter);
        });
    }

    private void answerOne() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        waiting.remove().complete(new Relayed(200, Map.of(), Multi.createFrom().item(body)));
    }

    /** One piece, due when the test says so. */
    private static final class Other implements Work<String> {
        private final AtomicBoolean due = new AtomicBoolean();
        private final AtomicInteger steps = new AtomicInteger();
        private final AtomicInteger claims = new AtomicInteger();
        /** When claims failed. */
        private final List<Long> failed = new CopyOnWriteArrayList<>();

        private volatile boolean down;
        /** The first claim ends with this. */
        private Uni<?> answer = Uni.createFrom().nullItem();
        /** Its steps end with this. */
        private Uni<?> work = Uni.createFrom().nullItem();
        /** It is due again then, whatever its steps say. */
        private Duration released = Duration.ofHours(1);
        /** Done between its being given back and this replica's knowing that. */
        private Uni<?> afterRelease = Uni.createFrom().nullItem();
        /** Done while it is looked for what is due next. */
        private Uni<?> meanwhile = Uni.createFrom().nullItem();

        @Override
        public String kind() {
            return "others";
        }

        @Override
        public String name(String one) {
            return one;
        }

        @Override
        public Uni<List<String>> claim(int limit, List<String> underWay) {
            if (down) {
                failed.add(System.nanoTime());
                return Uni.createFrom().failure(new IllegalStateException("no connection"));
            }
            boolean isDue = underWay.isEmpty() && due.getAndSet(false);
            Uni<?> answered =
                    claims.incrementAndGet() == 1 ? answer : Uni.createFrom().nullItem();
            return answered.replaceWith(isDue ? List.of("other") : List.of());
        }

        @Override
        public Uni<Duration> step(String one) {
            steps.incrementAndGet();
            return work.replaceWith(Duration.ofHours(1));
        }

        @Override
        public Uni<Boolean> renew(String one) {
            return Uni.createFrom().item(true);
        }

        @Override
        public Uni<Duration> release(String one, Duration later) {
            return afterRelease.replaceWith(released);
        }

        @Override
        public Uni<Optional<Duration>> nextDue() {
            return meanwhile.replaceWith(Optional.empty());
        }
    }

    @Test
    void a_hand_that_is_free_goes_to_other_work_before_the_next_of_many_parts() {
        run.settings.putAll(Map.of("sheaf.bulk.steps", "2", "sheaf.bulk.online-requests", "1"));
        Other other = new Other();
        run.others = (life, replica) -> List.of(other);
        Works replica = run.replica();
        List<String> bodies =
                IntStream.range(0, 6).mapToObj(i -> "{\"n\":" + i + "}").toList();
        Job job = run.submit(new Verbatim(Verbatim.CHAT, "m"), Lane.ONLINE, Map.of(), bodies);
        run.until("both hands are full, and parts wait", () -> relayed.get() == 2, replica);

        other.due.set(true);
        answerOne();

        Until.holds("it has its turn", () -> {
            replica.tick().subscribe().with(begun -> {});
            return other.steps.get() == 1;
        });
        assertThat(relayed).as("before any other part").hasValueLessThanOrEqualTo(3);
        run.until(
                "all are answered",
                () -> {
                    if (!waiting.isEmpty()) {
                        answerOne();
                    }
                    return run.find(job).state().isOver();
                },
                replica);
    }

    /** One that is told what is due when the test says so. */
    private Works looking(Other other, CompletableFuture<Void> answered) {
        other.answer = Uni.createFrom().completionStage(answered);
        run.others = (life, replica) -> List.of(other);
        Works replica = run.replica();
        replica.tick().subscribe().with(begun -> {});
        Until.holds("it looks", () -> other.claims.get() == 1);
        return replica;
    }

    @Test
    void what_falls_due_while_a_replica_looks_is_looked_for_again() {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        Other other = new Other();
        Works replica = looking(other, answered);

        other.due.set(true);
        assertThat(BulkRun.await(replica.tick())).isZero();
        answered.complete(null);

        Until.holds("it is found", () -> other.steps.get() == 1);
    }

    @Test
    void who_is_called_often_while_it_looks_looks_once_more() {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        Other other = new Other();
        Works replica = looking(other, answered);

        for (int i = 0; i < 5; i++) {
            assertThat(BulkRun.await(replica.tick())).isZero();
        }
        answered.complete(null);

        Until.holds("it looks again", () -> other.claims.get() == 2);
        Until.holds("it rests", () -> !replica.isClaiming());
        assertThat(other.claims).hasValue(2);
    }

    @Test
    void what_is_claimed_begins_though_whoever_called_has_gone() {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        Other other = new Other();
        other.due.set(true);
        other.answer = Uni.createFrom().completionStage(answered);
        run.others = (life, replica) -> List.of(other);
        Works replica = run.replica();

        replica.tick().subscribe().with(begun -> {}).cancel();
        answered.complete(null);

        Until.holds("it has its turn", () -> other.steps.get() == 1);
    }

    @Test
    void a_claim_that_fails_is_tried_again() {
        Other other = new Other();
        other.answer = Uni.createFrom().failure(new IllegalStateException("no connection"));
        run.others = (life, replica) -> List.of(other);

        assertThat(BulkRun.await(run.replica().tick())).isZero();

        Until.holds("it looks again", () -> other.claims.get() == 2);
    }

    @Test
    void claims_that_fail_one_after_the_other_are_tried_again_as_one() {
        Duration pause = Duration.ofMillis(100);
        run.settings.put("sheaf.bulk.retry-pause", pause.toString());
        Other other = new Other();
        other.down = true;
        run.others = (life, replica) -> List.of(other);
        Works replica = run.replica();
        for (int i = 0; i < 20; i++) {
            BulkRun.await(replica.tick());
        }
        int called = other.failed.size();

        Until.holds("it was tried again four times", () -> other.failed.size() >= called + 4);

        other.down = false;
        for (int i = called + 2; i < called + 4; i++) {
            assertThat(other.failed.get(i) - other.failed.get(i - 1)).isGreaterThanOrEqualTo(pause.toNanos());
        }
    }

    @Test
    void what_is_called_for_when_it_was_just_given_back_has_its_turn() {
        CompletableFuture<Void> worked = new CompletableFuture<>();
        Other other = new Other();
        other.work = Uni.createFrom().completionStage(worked);
        other.due.set(true);
        run.others = (life, replica) -> List.of(other);
        Works replica = run.replica();
        other.afterRelease = Uni.createFrom().deferred(() -> {
            other.afterRelease = Uni.createFrom().nullItem();
            other.due.set(true);
            return replica.tick();
        });

        assertThat(BulkRun.await(replica.tick())).isOne();
        worked.complete(null);

        Until.holds("it has its turn", () -> other.steps.get() == 2);
    }

    @Test
    void what_there_was_no_hand_for_has_the_next_one() {
        run.settings.put("sheaf.bulk.steps", "1");
        CompletableFuture<Void> worked = new CompletableFuture<>();
        Other first = new Other();
        first.work = Uni.createFrom().completionStage(worked);
        first.due.set(true);
        Other second = new Other();
        run.others = (life, replica) -> List.of(first, second);
        Works replica = run.replica();
        assertThat(BulkRun.await(replica.tick())).isOne();

        second.due.set(true);
        assertThat(BulkRun.await(replica.tick())).isZero();
        worked.complete(null);

        Until.holds("it has its turn", () -> second.steps.get() == 1);
    }

    @Test
    void a_tick_is_not_over_while_a_step_ends_that_leaves_something_due() {
        Other other = new Other();
        run.others = (life, replica) -> List.of(other);
        Works replica = run.replica();
        other.meanwhile = Uni.createFrom().deferred(() -> {
            boolean isFirst = other.steps.get() == 0;
            other.due.set(isFirst);
            return isFirst
                    ? replica.tick().invoke(begun -> other.due.set(true))
                    : Uni.createFrom().nullItem();
        });
        var leases = new StoredLeases(run.pool, new Replica("ticks", Duration.ofMinutes(1), false), BulkEvents.NONE);
        Ticks ticks = new Ticks(replica, leases, InstantSource.system(), Duration.ofSeconds(30));

        assertThat(BulkRun.await(ticks.work(Duration.ofSeconds(30))).steps()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"PT1S, PT0.01S", "PT1H, PT5.001S"})
    void what_is_due_before_the_next_beat_of_the_clock_is_looked_for_then(String every, Duration due) {
        run.settings.put("sheaf.bulk.every", every);
        CompletableFuture<Void> worked = new CompletableFuture<>();
        Other other = new Other();
        other.work = Uni.createFrom().completionStage(worked);
        other.released = due;
        other.due.set(true);
        run.others = (life, replica) -> List.of(other);
        Works replica = run.replica();

        assertThat(BulkRun.await(replica.tick())).isOne();
        worked.complete(null);

        Until.holds("it looks after the step, and when it is due", () -> other.claims.get() == 3);
    }

    @Test
    void what_could_not_be_given_back_is_looked_for_when_its_lease_is_over() {
        run.settings.putAll(Map.of("sheaf.bulk.every", "PT1H", "sheaf.bulk.lease", "PT1.001S"));
        CompletableFuture<Void> worked = new CompletableFuture<>();
        Other other = new Other();
        other.work = Uni.createFrom().completionStage(worked);
        other.afterRelease = Uni.createFrom().failure(new IllegalStateException("no connection"));
        other.due.set(true);
        run.others = (life, replica) -> List.of(other);

        assertThat(BulkRun.await(run.replica().tick())).isOne();
        worked.complete(null);

        Until.holds("it looks after the step, and after the lease", () -> other.claims.get() == 3);
    }

    @Test
    void a_replica_that_is_woken_looks() {
        Other other = new Other();
        run.others = (life, replica) -> List.of(other);

        run.replica().wake();

        Until.holds("it looks", () -> other.claims.get() == 1);
    }
}
