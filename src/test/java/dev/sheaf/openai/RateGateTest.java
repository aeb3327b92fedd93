package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Claim;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateGateTest {
    private static final RateHeaders NOTHING =
            new RateHeaders(new RateHeaders.Limit(null, null, null), new RateHeaders.Limit(null, null, null));

    private final VirtualTime time = new VirtualTime();
    private final List<String> gone = new ArrayList<>();
    private final Map<String, Permit> permits = new LinkedHashMap<>();
    private final Map<String, UniEmitter<? super String>> open = new LinkedHashMap<>();
    private final Map<String, Throwable> refused = new LinkedHashMap<>();

    private RateGate gate(int concurrency, long requests, long tokens) {
        return new RateGate(new RateGate.Limits(concurrency, requests, tokens, Duration.ofSeconds(60)), time);
    }

    private Cancellable call(RateGate gate, String name, Claim claim) {
        return gate.admit(claim, permit -> Uni.createFrom().<String>emitter(emitter -> {
                    gone.add(name);
                    permits.put(name, permit);
                    open.put(name, emitter);
                    emitter.onTermination(() -> open.remove(name));
                }))
                .subscribe()
                .with(item -> {}, failure -> refused.put(name, failure));
    }

    private Cancellable call(RateGate gate, String name) {
        return call(gate, name, claim(Priority.ONLINE, "g", 1));
    }

    private void end(String name) {
        open.get(name).complete("done");
    }

    private Permit permit(String name) {
        return permits.get(name);
    }

    private static Claim claim(Priority priority, String group, int tokens) {
        return new Claim(tokens, priority, group);
    }

    @Test
    void where_nothing_waits_a_call_goes_at_once() {
        call(gate(1, 0, 0), "a");

        assertThat(gone).containsExactly("a");
    }

    @Test
    void no_more_go_than_may_be_under_way() {
        RateGate gate = gate(2, 0, 0);
        call(gate, "a");
        call(gate, "b");
        call(gate, "c");

        assertThat(gone).containsExactly("a", "b");
        assertThat(gate.inFlight()).isEqualTo(2);
        assertThat(gate.waiting(Priority.ONLINE)).isEqualTo(1);
        end("a");
        assertThat(gone).containsExactly("a", "b", "c");
        assertThat(gate.waiting(Priority.ONLINE)).isZero();
    }

    @Test
    void a_failed_call_gives_its_permit_back() {
        RateGate gate = gate(1, 0, 0);
        call(gate, "a");
        open.get("a").fail(new ModelFailure.Filtered());

        assertThat(refused.get("a")).isInstanceOf(ModelFailure.Filtered.class);
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void work_that_throws_gives_its_permit_back() {
        RateGate gate = gate(1, 0, 0);
        List<Throwable> failures = new ArrayList<>();
        gate.admit(Requests.CLAIM, permit -> {
                    throw new IllegalStateException("broken");
                })
                .subscribe()
                .with(item -> {}, failures::add);

        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void a_call_that_is_cancelled_under_way_is_cancelled_and_gives_its_permit_back() {
        RateGate gate = gate(1, 0, 0);
        Cancellable first = call(gate, "a");
        call(gate, "b");
        first.cancel();

        assertThat(open).containsOnlyKeys("b");
        assertThat(gate.inFlight()).isEqualTo(1);
    }

    @Test
    void one_who_gives_up_waiting_never_goes() {
        RateGate gate = gate(1, 0, 0);
        call(gate, "a");
        Cancellable second = call(gate, "b");
        call(gate, "c");
        second.cancel();
        end("a");

        assertThat(gone).containsExactly("a", "c");
    }

    @Test
    void when_a_large_call_gives_up_waiting_a_small_one_behind_it_goes() {
        RateGate gate = gate(5, 0, 100);
        call(gate, "a", claim(Priority.ONLINE, "g", 60));
        Cancellable large = call(gate, "large", claim(Priority.ONLINE, "g", 90));
        call(gate, "small", claim(Priority.ONLINE, "g", 10));
        assertThat(gone).containsExactly("a");
        large.cancel();

        assertThat(gone).containsExactly("a", "small");
    }

    @Test
    void a_class_goes_before_all_lower_ones() {
        RateGate gate = gate(1, 0, 0);
        call(gate, "first");
        call(gate, "background", claim(Priority.BACKGROUND, "g", 1));
        call(gate, "bulk", claim(Priority.BULK, "g", 1));
        call(gate, "online", claim(Priority.ONLINE, "g", 1));
        List.of("first", "online", "bulk", "background").forEach(this::end);

        assertThat(gone).containsExactly("first", "online", "bulk", "background");
    }

    @Test
    void a_group_of_ten_thousand_does_not_hold_up_a_group_of_one() {
        RateGate gate = gate(1, 0, 0);
        for (int i = 0; i < 10_000; i++) {
            call(gate, "many" + i, claim(Priority.BULK, "many", 1));
        }
        call(gate, "one", claim(Priority.BULK, "one", 1));
        end("many0");
        end("many1");

        assertThat(gone).containsExactly("many0", "many1", "one");
    }

    @Test
    void requests_go_as_fast_as_the_limit_refills() {
        RateGate gate = gate(100, 60, 0);
        for (int i = 0; i < 63; i++) {
            call(gate, "c" + i);
        }
        assertThat(gone).hasSize(60);
        time.pass(Duration.ofMillis(999));
        assertThat(gone).hasSize(60);
        time.pass(Duration.ofMillis(2));
        assertThat(gone).hasSize(61);
        time.pass(Duration.ofSeconds(2));
        assertThat(gone).hasSize(63);
        assertThat(time.timers()).isZero();
    }

    @Test
    void tokens_are_counted_as_claimed() {
        RateGate gate = gate(100, 0, 6_000);
        call(gate, "a", claim(Priority.ONLINE, "g", 5_000));
        call(gate, "b", claim(Priority.ONLINE, "g", 2_000));

        assertThat(gone).containsExactly("a");
        time.pass(Duration.ofSeconds(11));
        assertThat(gone).containsExactly("a", "b");
    }

    @Test
    void a_call_larger_than_the_whole_limit_goes_when_nothing_of_it_is_used() {
        RateGate gate = gate(100, 0, 1_000);
        call(gate, "a", claim(Priority.ONLINE, "g", 1));
        call(gate, "huge", claim(Priority.ONLINE, "g", 5_000));

        assertThat(gone).containsExactly("a");
        time.pass(Duration.ofSeconds(1));
        assertThat(gone).containsExactly("a", "huge");
    }

    @Test
    void what_a_call_took_beyond_the_limit_is_paid_back_before_the_next() {
        RateGate gate = gate(100, 0, 1_000);
        call(gate, "huge", claim(Priority.ONLINE, "g", 2_000));
        call(gate, "next", claim(Priority.ONLINE, "g", 1));
        time.pass(Duration.ofSeconds(60));
        assertThat(gone).containsExactly("huge");
        time.pass(Duration.ofSeconds(1));

        assertThat(gone).containsExactly("huge", "next");
    }

    private static RateHeaders requests(long limit, long remaining, Duration reset) {
        return new RateHeaders(new RateHeaders.Limit(limit, remaining, reset), NOTHING.tokens());
    }

    @Test
    void a_limit_that_the_provider_tells_holds_from_then_on() {
        RateGate gate = gate(100, 0, 0);
        call(gate, "a");
        permit("a").heard(requests(60, 1, Duration.ofSeconds(59)));
        call(gate, "b");
        call(gate, "c");

        assertThat(gone).containsExactly("a", "b");
        time.pass(Duration.ofMillis(1_001));
        assertThat(gone).containsExactly("a", "b", "c");
    }

    @Test
    void a_higher_limit_of_the_provider_does_not_lift_the_configured_one() {
        RateGate gate = gate(100, 2, 0);
        call(gate, "a");
        permit("a").heard(requests(10_000, 9_999, Duration.ofMillis(6)));
        call(gate, "b");
        call(gate, "c");

        assertThat(gone).containsExactly("a", "b");
    }

    @Test
    void calls_sent_after_the_one_that_is_answered_are_taken_off_what_remains() {
        RateGate gate = gate(100, 0, 0);
        call(gate, "a");
        call(gate, "b");
        call(gate, "c");
        permit("a").heard(requests(60, 3, Duration.ofSeconds(57)));
        call(gate, "d");
        call(gate, "e");

        assertThat(gone).containsExactly("a", "b", "c", "d");
    }

    @Test
    void an_overtaken_reply_says_nothing_new() {
        RateGate gate = gate(100, 0, 0);
        call(gate, "a");
        call(gate, "b");
        permit("b").heard(requests(60, 0, Duration.ofSeconds(60)));
        permit("a").heard(requests(60, 50, Duration.ofSeconds(10)));
        call(gate, "c");

        assertThat(gone).containsExactly("a", "b");
    }

    @Test
    void a_reset_hours_away_means_a_limit_for_the_day() {
        RateGate gate = gate(100, 0, 0);
        call(gate, "a");
        permit("a").heard(requests(200, 0, Duration.ofHours(24)));
        call(gate, "b");
        time.pass(Duration.ofSeconds(400));
        assertThat(gone).containsExactly("a");
        time.pass(Duration.ofSeconds(40));

        assertThat(gone).containsExactly("a", "b");
    }

    @Test
    void after_a_429_nobody_goes_until_the_provider_said() {
        RateGate gate = gate(100, 0, 0);
        call(gate, "a");
        permit("a").limited(NOTHING, Duration.ofSeconds(7));
        end("a");
        call(gate, "b");

        assertThat(gate.coolingDown()).isTrue();
        assertThat(gate.limited()).isEqualTo(1);
        time.pass(Duration.ofMillis(6_999));
        assertThat(gone).containsExactly("a");
        time.pass(Duration.ofMillis(1));
        assertThat(gone).containsExactly("a", "b");
        assertThat(gate.coolingDown()).isFalse();
    }

    @Test
    void a_late_429_of_the_same_burst_does_not_prolong_the_cooldown() {
        RateGate gate = gate(100, 0, 0);
        call(gate, "a");
        call(gate, "late");
        permit("a").limited(NOTHING, Duration.ofSeconds(10));
        time.pass(Duration.ofSeconds(5));
        permit("late").limited(NOTHING, Duration.ofSeconds(10));
        call(gate, "b");
        time.pass(Duration.ofSeconds(5));

        assertThat(gone).containsExactly("a", "late", "b");
    }

    @Test
    void a_429_that_comes_after_the_cooldown_of_its_burst_does_not_start_another() {
        RateGate gate = gate(100, 0, 0);
        call(gate, "a");
        call(gate, "late");
        permit("a").limited(NOTHING, Duration.ofSeconds(1));
        time.pass(Duration.ofSeconds(2));
        permit("late").limited(NOTHING, Duration.ofSeconds(10));
        call(gate, "b");

        assertThat(gone).containsExactly("a", "late", "b");
    }

    @Test
    void without_a_word_on_waiting_cooldowns_double_until_a_call_gets_through() {
        RateGate gate = gate(100, 0, 0);
        assertThat(cooldownAfter429(gate, "a")).isEqualTo(Duration.ofMillis(500));
        assertThat(cooldownAfter429(gate, "b")).isEqualTo(Duration.ofMillis(1_000));
        assertThat(cooldownAfter429(gate, "c")).isEqualTo(Duration.ofMillis(2_000));
        call(gate, "through");
        permit("through").heard(NOTHING);

        assertThat(cooldownAfter429(gate, "d")).isEqualTo(Duration.ofMillis(500));
    }

    private Duration cooldownAfter429(RateGate gate, String name) {
        call(gate, name);
        permit(name).limited(NOTHING, null);
        long began = time.nanos();
        call(gate, name + "+");
        time.passAll();
        return Duration.ofNanos(time.nanos() - began);
    }

    @Test
    void a_gate_closed_for_longer_than_anyone_waits_refuses_those_who_wait_and_those_who_come() {
        RateGate gate = gate(1, 0, 0);
        call(gate, "a");
        call(gate, "waiting");
        permit("a").limited(NOTHING, Duration.ofHours(1));
        call(gate, "coming");

        assertThat(refused).containsOnlyKeys("waiting", "coming");
        assertThat(((ModelFailure.RateLimited) refused.get("coming")).retryAfter())
                .contains(Duration.ofHours(1));
        assertThat(gate.waiting(Priority.ONLINE)).isZero();
    }

    @Test
    void shortly_before_it_opens_a_long_closed_gate_lets_wait_again() {
        RateGate gate = gate(1, 0, 0);
        call(gate, "a");
        permit("a").limited(NOTHING, Duration.ofHours(1));
        end("a");
        time.pass(Duration.ofMinutes(59));
        call(gate, "b");
        time.pass(Duration.ofMinutes(1));

        assertThat(gone).containsExactly("a", "b");
    }

    @Test
    void a_hundred_thousand_calls_that_end_at_once_need_no_stack() {
        RateGate gate = gate(1, 0, 0);
        int[] ended = {0};
        call(gate, "first");
        for (int i = 0; i < 100_000; i++) {
            gate.admit(Requests.CLAIM, permit -> Uni.createFrom().item(1))
                    .subscribe()
                    .with(item -> ended[0] += item);
        }
        end("first");

        assertThat(ended[0]).isEqualTo(100_000);
        assertThat(gate.inFlight()).isZero();
    }
}
