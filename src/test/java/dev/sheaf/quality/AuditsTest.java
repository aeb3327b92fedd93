package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.cost.Ledger.Entry;
import dev.sheaf.cost.Money;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.Reply;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Everything happens on the test's own thread, as far as replies are there. */
class AuditsTest {
    private Instant now = Instant.parse("2026-08-01T12:00:00Z");
    private final MemoryAudits store = new MemoryAudits(() -> now);
    private final ConcurrentLinkedQueue<Entry> ledger = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ids = new AtomicInteger();

    private Audits audits(ChatModel model) {
        return new Audits(
                store,
                Trials.desk(model, ledger),
                new Audits.Chance(() -> now, () -> "audit_" + ids.incrementAndGet(), () -> 1, Runnable::run),
                new Audits.Limits(1, Duration.ofMinutes(1)));
    }

    private static AuditOrder order(Optional<Money> cap) {
        return new AuditOrder(Trials.items(40), Map.of(), List.of(5), 1, cap);
    }

    private static AuditRun begin(Audits audits) {
        return audits.begin(Trials.TASK, order(Optional.empty())).await().indefinitely();
    }

    private AuditRun find(Audits audits, AuditRun run) {
        return audits.find(run.tenant(), run.task(), run.id())
                .await()
                .indefinitely()
                .orElseThrow();
    }

    /** Answers when it is told to. */
    private static final class Waiting implements ChatModel {
        private final CurvedModel model = new CurvedModel(1, 0, 0);
        private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();

        @Override
        public Uni<Reply> ask(dev.sheaf.model.ChatRequest request) {
            return Uni.createFrom()
                    .emitter((UniEmitter<? super Reply> emitter) ->
                            asked.add(() -> model.ask(request).subscribe().with(emitter::complete)));
        }

        void answer() {
            List<Runnable> now = new ArrayList<>();
            for (Runnable next = asked.poll(); next != null; next = asked.poll()) {
                now.add(next);
            }
            now.forEach(Runnable::run);
        }
    }

    @Test
    void an_audit_runs_to_its_report() {
        Audits audits = audits(new CurvedModel(1, 0, 0));
        AuditRun run = find(audits, begin(audits));
        assertThat(run.state()).isEqualTo(AuditState.FINISHED);
        assertThat(run.report().at("/recommendation/size").asInt()).isEqualTo(1);
        assertThat(run.report().at("/sizes/1/verdict").asText()).isEqualTo("undecided");
        assertThat(run.spent().calls()).isEqualTo(ledger.size()).isEqualTo(88);
        assertThat(audits.running()).isZero();
    }

    @Test
    void every_beat_writes_down_what_was_done_and_spent() {
        Waiting model = new Waiting();
        Audits audits = audits(model);
        AuditRun run = begin(audits);
        model.answer();
        audits.beat();
        AuditRun half = find(audits, run);
        assertThat(half.state()).isEqualTo(AuditState.RUNNING);
        assertThat(half.done()).isEqualTo(4);
        assertThat(half.spent().calls()).isEqualTo(4);
    }

    @Test
    void no_more_run_at_once_than_allowed_and_the_next_one_may_when_one_has_ended() {
        Waiting model = new Waiting();
        Audits audits = audits(model);
        begin(audits);
        assertThatThrownBy(() -> begin(audits)).isInstanceOfSatisfying(CannotBegin.class, busy -> assertThat(busy.why())
                .isEqualTo(CannotBegin.Cause.BUSY));
        while (audits.running() > 0) {
            model.answer();
        }
        assertThat(begin(audits).state()).isEqualTo(AuditState.CREATED);
    }

    @Test
    void one_that_costs_more_than_it_may_is_not_begun_and_leaves_its_place_free() {
        Audits audits = audits(new CurvedModel(1, 0, 0));
        Optional<Money> cap = Optional.of(Money.of("0.000001"));
        assertThatThrownBy(() -> audits.begin(Trials.TASK, order(cap)).await().indefinitely())
                .isInstanceOfSatisfying(
                        CannotBegin.class, low -> assertThat(low.why()).isEqualTo(CannotBegin.Cause.CAP));
        assertThat(ledger).isEmpty();
        assertThat(find(audits, begin(audits)).state()).isEqualTo(AuditState.FINISHED);
    }

    @Test
    void an_estimate_buys_nothing() {
        Audits audits = audits(new CurvedModel(1, 0, 0));
        Spent estimate =
                audits.estimate(Trials.TASK, order(Optional.empty())).await().indefinitely();
        assertThat(estimate.calls()).isEqualTo(88);
        assertThat(estimate.cost().orElseThrow()).isGreaterThan(Money.ZERO);
        assertThat(ledger).isEmpty();
    }

    @Test
    void a_service_that_ends_leaves_it_failed_with_what_it_spent_and_asks_no_more() {
        Waiting model = new Waiting();
        Audits audits = audits(model);
        AuditRun run = begin(audits);
        audits.stop();
        CompletableFuture<Void> over = audits.ended().subscribeAsCompletionStage();
        assertThat(over).isNotDone();
        model.answer();
        assertThat(over).isDone();
        model.answer();
        AuditRun ended = find(audits, run);
        assertThat(ended.failure().code()).isEqualTo("interrupted");
        assertThat(ended.spent().calls()).isEqualTo(4).isEqualTo(ledger.size());
    }

    @Test
    void one_whose_service_has_died_has_failed_for_whoever_looks() {
        Waiting model = new Waiting();
        Audits dying = audits(model);
        AuditRun run = begin(dying);
        model.answer();
        dying.beat();
        now = now.plus(Duration.ofMinutes(2));
        AuditRun found = find(audits(model), run);
        assertThat(found.state()).isEqualTo(AuditState.FAILED);
        assertThat(found.spent().calls()).isEqualTo(4);
        dying.beat();
        model.answer();
        model.answer();
        assertThat(ledger).hasSize(8);
        assertThat(dying.running()).isZero();
    }
}
