package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Reply;
import dev.sheaf.model.ReplyForm;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiChatModelTest {
    private static final HttpReply GOOD = new HttpReply(200, Map.of("x-request-id", "req_9"), ProviderStub.GOOD);
    private static final HttpReply BUSY = new HttpReply(503, Map.of(), "{}");

    private final VirtualTime time = new VirtualTime();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RateGate gate = new RateGate(new RateGate.Limits(2, 0, 0, Duration.ofSeconds(60)), time);
    private final Gates gates = new Gates(() -> gate, time);
    private final List<String> ids = new ArrayList<>();
    private final Deque<Uni<HttpReply>> replies = new ArrayDeque<>();
    private final OpenAiChatModel patient = model(Duration.ofSeconds(60));
    private int cancelled;

    @BeforeEach
    void watch() {
        new ModelMetrics(registry).watch(gates);
    }

    private OpenAiChatModel model(Duration timeout) {
        ObjectMapper json = new ObjectMapper();
        ModelMetrics metrics = new ModelMetrics(registry);
        return new OpenAiChatModel(
                gates,
                this::post,
                new ErrorReader(json, InstantSource.fixed(Instant.EPOCH), "http://x/chat/completions", text -> text),
                new OpenAiChatModel.Rules(timeout, new RetryRule(5, Duration.ofSeconds(60)), time, () -> 0.0),
                metrics,
                json);
    }

    private Uni<HttpReply> post(String id, ChatCompletionRequest body) {
        ids.add(id);
        return replies.remove();
    }

    private void replies(HttpReply... them) {
        for (HttpReply reply : them) {
            replies.add(Uni.createFrom().item(reply));
        }
    }

    private Uni<HttpReply> never() {
        return Uni.createFrom().<HttpReply>nothing().onCancellation().invoke(() -> cancelled++);
    }

    private UniAssertSubscriber<Reply> ask() {
        return ask(Requests.text());
    }

    private UniAssertSubscriber<Reply> ask(ChatRequest request) {
        return patient.ask(request).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void a_good_reply_is_given_on() {
        replies(GOOD);

        assertThat(ask().assertCompleted().getItem().text()).isEqualTo("[3] POSITIVE");
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void a_passing_failure_is_retried_under_the_same_id_until_it_passes() {
        replies(BUSY, BUSY, GOOD);
        UniAssertSubscriber<Reply> caller = ask();
        assertThat(ids).hasSize(1);
        time.pass(Duration.ofMillis(500));
        assertThat(ids).hasSize(2);
        time.pass(Duration.ofMillis(1_000));

        caller.assertCompleted();
        assertThat(ids).containsExactly("ask-1", "ask-1", "ask-1");
    }

    @Test
    void a_connection_that_breaks_is_retried() {
        replies.add(Uni.createFrom().failure(new IOException("Connection reset")));
        replies(GOOD);
        UniAssertSubscriber<Reply> caller = ask();
        time.passAll();

        caller.assertCompleted();
    }

    @Test
    void garbage_under_200_is_retried() {
        replies(
                new HttpReply(200, Map.of(), "<html>"),
                new HttpReply(200, Map.of(), ""),
                new HttpReply(200, Map.of(), "{\"object\":\"chat.completion\"}"),
                new HttpReply(200, Map.of(), "{\"choices\":7}"),
                GOOD);
        UniAssertSubscriber<Reply> caller = ask();
        time.passAll();

        caller.assertCompleted();
        assertThat(ids).hasSize(5);
    }

    @Test
    void between_attempts_no_permit_is_held() {
        replies(BUSY, GOOD);
        ask();

        assertThat(gate.inFlight()).isZero();
        time.passAll();
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void when_the_retries_are_used_up_the_last_failure_is_the_callers() {
        replies(BUSY, BUSY, BUSY, BUSY, BUSY, BUSY);
        UniAssertSubscriber<Reply> caller = ask();
        time.passAll();

        caller.assertFailedWith(ModelFailure.Unavailable.class);
        assertThat(ids).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({"401,invalid_api_key", "403,x", "404,model_not_found", "429,insufficient_quota", "400,invalid_value"})
    void what_no_waiting_cures_is_asked_once(int status, String code) {
        replies(new HttpReply(status, Map.of(), "{\"error\":{\"code\":\"" + code + "\",\"message\":\"No.\"}}"));
        UniAssertSubscriber<Reply> caller = ask();

        assertThat(caller.getFailure()).isInstanceOf(ModelFailure.class);
        assertThat(time.timers()).isZero();
        assertThat(ids).hasSize(1);
    }

    @Test
    void a_429_closes_the_gate_for_all_as_long_as_the_provider_says() {
        replies(new HttpReply(429, Map.of("retry-after-ms", "2500"), "{}"), GOOD, GOOD);
        UniAssertSubscriber<Reply> first = ask();
        UniAssertSubscriber<Reply> second = ask();
        assertThat(ids).hasSize(1);
        time.pass(Duration.ofMillis(2_499));
        assertThat(ids).hasSize(1);
        time.pass(Duration.ofMillis(1));

        first.assertCompleted();
        second.assertCompleted();
        assertThat(registry.get("sheaf.provider.rate.limited").functionCounter().count())
                .isEqualTo(1);
    }

    @Test
    void a_lack_of_capacity_for_flex_does_not_close_the_gate() {
        replies(new HttpReply(429, Map.of(), "{\"error\":{\"code\":\"resource_unavailable\"}}"), GOOD);
        ask();

        assertThat(gate.coolingDown()).isFalse();
        time.passAll();
        assertThat(ids).hasSize(2);
    }

    @Test
    void a_wait_beyond_the_bound_is_the_callers_to_know() {
        replies(new HttpReply(429, Map.of("retry-after", "3600"), "{}"));
        UniAssertSubscriber<Reply> caller = ask();

        assertThat(((ModelFailure) caller.getFailure()).retryAfter()).contains(Duration.ofHours(1));
        assertThat(ask().getFailure()).isInstanceOf(ModelFailure.RateLimited.class);
        assertThat(ids).hasSize(1);
    }

    @Test
    void the_headers_of_a_reply_steer_what_goes_next() {
        Map<String, String> headers = Map.of(
                "x-ratelimit-limit-requests", "60",
                "x-ratelimit-remaining-requests", "0",
                "x-ratelimit-reset-requests", "1m0s");
        replies(new HttpReply(200, headers, ProviderStub.GOOD), GOOD);
        ask().assertCompleted();
        UniAssertSubscriber<Reply> second = ask();

        second.assertNotTerminated();
        time.pass(Duration.ofMillis(1_001));
        second.assertCompleted();
    }

    @Test
    @Timeout(60)
    void an_attempt_that_takes_too_long_is_given_up_and_repeated() {
        replies.add(never());
        replies(GOOD);
        UniAssertSubscriber<Reply> caller = model(Duration.ofMillis(20))
                .ask(Requests.text())
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        while (time.timers() == 0) {
            Thread.onSpinWait();
        }
        time.passAll();

        caller.awaitItem(Duration.ofSeconds(30));
        assertThat(cancelled).isEqualTo(1);
        assertThat(count("sheaf.model.retries")).isEqualTo(1);
    }

    @Test
    void flex_has_fifteen_minutes_at_least() {
        OpenAiChatModel.Rules rules =
                new OpenAiChatModel.Rules(Duration.ofSeconds(60), new RetryRule(0, Duration.ZERO), time, () -> 0);
        ChatRequest flex = Requests.of(new ReplyForm.Text(), Map.of("service_tier", TextNode.valueOf("flex")));
        ChatRequest auto = Requests.of(new ReplyForm.Text(), Map.of("service_tier", TextNode.valueOf("auto")));

        assertThat(rules.timeout(flex)).isEqualTo(Duration.ofMinutes(15));
        assertThat(rules.timeout(auto)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    @Timeout(60)
    void what_a_job_may_have_bought_is_not_asked_again_under_the_same_id() {
        replies.add(Uni.createFrom().failure(new IOException("broken pipe")));
        ask(Requests.ofJob()).assertFailedWith(ModelFailure.Unreachable.class);

        replies.add(never());
        model(Duration.ofMillis(20))
                .ask(Requests.ofJob())
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitFailure(Duration.ofSeconds(30))
                .assertFailedWith(ModelFailure.TimedOut.class);

        assertThat(ids).hasSize(2);
    }

    @Test
    void what_a_job_did_not_buy_is_repeated() {
        replies(BUSY, GOOD);
        UniAssertSubscriber<Reply> caller = ask(Requests.ofJob());
        time.passAll();

        caller.assertCompleted();
    }

    @Test
    void a_caller_who_hangs_up_cancels_the_call_and_gives_the_permit_back() {
        replies.add(never());
        ask().cancel();

        assertThat(cancelled).isEqualTo(1);
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void a_caller_who_hangs_up_between_attempts_is_not_asked_for_again() {
        replies(BUSY);
        UniAssertSubscriber<Reply> caller = ask();
        caller.cancel();

        assertThat(time.timers()).isZero();
        assertThat(ids).hasSize(1);
    }

    @Test
    void a_caller_who_hangs_up_at_the_gate_never_asks() {
        replies.add(never());
        replies.add(never());
        ask();
        ask();
        ask().cancel();

        assertThat(ids).hasSize(2);
        assertThat(gate.inFlight()).isEqualTo(2);
    }

    @Test
    void each_asking_is_measured() {
        replies(BUSY, GOOD);
        ask();
        time.passAll();

        assertThat(count("sheaf.model.tokens", "kind", "input")).isEqualTo(1200);
        assertThat(count("sheaf.model.tokens", "kind", "cached")).isEqualTo(1024);
        assertThat(count("sheaf.model.tokens", "kind", "output")).isEqualTo(7);
        assertThat(count("sheaf.model.retries")).isEqualTo(1);
        assertThat(attempts("ok")).isEqualTo(1);
        assertThat(attempts("provider_unavailable")).isEqualTo(1);
    }

    @Test
    void a_cancelled_attempt_is_measured_as_such() {
        replies.add(never());
        ask().cancel();

        assertThat(attempts("cancelled")).isEqualTo(1);
    }

    private long attempts(String outcome) {
        return registry.get("sheaf.model.latency")
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    @Test
    void the_gate_can_be_watched() {
        replies.add(never());
        replies.add(never());
        ask();
        ask();
        ask();

        assertThat(registry.get("sheaf.provider.inflight").gauge().value()).isEqualTo(2);
        assertThat(registry.get("sheaf.provider.waiting")
                        .tag("priority", "online")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("sheaf.provider.cooldown").gauge().value()).isZero();
    }

    @Test
    void a_final_failure_is_logged_once_with_ids_and_without_texts() {
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getLogger(OpenAiChatModel.class.getName());
        Handler handler = new Lines(lines);
        logger.addHandler(handler);
        try {
            replies(BUSY, new HttpReply(400, Map.of("x-request-id", "req_5"), "{\"error\":\"wrong: Great film\"}"));
            ask();
            time.passAll();
        } finally {
            logger.removeHandler(handler);
        }

        assertThat(lines).singleElement().asString().contains("ask-1", "req_5", "provider_rejected", "2 attempt");
        assertThat(lines).noneMatch(line -> line.contains("Great film"));
    }

    private static final class Lines extends Handler {
        private final List<String> lines;

        Lines(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord entry) {
            Object[] values = entry.getParameters() == null ? new Object[0] : entry.getParameters();
            lines.add(
                    values.length == 0 ? entry.getMessage() : entry.getMessage().formatted(values));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
