package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    final AtomicLong now = new AtomicLong(1_000_000);
    final InstantSource real = () -> Instant.ofEpochMilli(now.get());

    RateLimiter limiter(Limits limits, double speed) {
        SimulatedClock clock = new SimulatedClock(real, speed);
        return new RateLimiter(clock, new Controls(SimulatorOptions.DEFAULT.withLimits(limits), clock));
    }

    static ApiError refused(RateLimiter limiter, long tokens) {
        try {
            limiter.admit("gpt-4o", tokens);
        } catch (ApiError error) {
            return error;
        }
        throw new AssertionError("was admitted");
    }

    @Test
    void requests_run_out_and_come_back_with_time() {
        RateLimiter limiter = limiter(new Limits(60, 0), 1);
        for (int i = 0; i < 60; i++) {
            limiter.admit("gpt-4o", 10);
        }
        ApiError error = refused(limiter, 10);
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.headers())
                .containsEntry("retry-after-ms", "1000")
                .containsEntry("retry-after", "1")
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .containsEntry("x-ratelimit-reset-requests", "1m0s");
        now.addAndGet(1_000);
        limiter.admit("gpt-4o", 10);
    }

    @Test
    void tokens_run_out_by_what_a_call_may_use() {
        RateLimiter limiter = limiter(new Limits(0, 600), 1);
        Map<String, String> headers = limiter.admit("gpt-4o", 590);
        assertThat(headers)
                .containsEntry("x-ratelimit-limit-tokens", "600")
                .containsEntry("x-ratelimit-remaining-tokens", "10")
                .containsEntry("x-ratelimit-reset-tokens", "59s");
        assertThat(refused(limiter, 20).headers()).containsEntry("retry-after-ms", "1000");
    }

    @Test
    void a_call_larger_than_the_limit_is_told_that_no_waiting_helps() {
        ApiError error = refused(limiter(new Limits(0, 600), 1), 601);
        assertThat(error.getMessage()).startsWith("Request too large for gpt-4o");
        assertThat(error.headers()).doesNotContainKey("retry-after-ms");
    }

    @Test
    void models_do_not_share_a_limit() {
        RateLimiter limiter = limiter(new Limits(1, 0), 1);
        limiter.admit("gpt-4o", 1);
        assertThat(limiter.admit("gpt-4o-mini", 1)).containsEntry("x-ratelimit-remaining-requests", "0");
    }

    @Test
    void a_faster_clock_fills_faster_and_names_real_waits() {
        RateLimiter limiter = limiter(new Limits(60, 0), 1_000);
        for (int i = 0; i < 60; i++) {
            limiter.admit("gpt-4o", 1);
        }
        assertThat(refused(limiter, 1).headers())
                .containsEntry("retry-after-ms", "1")
                .containsEntry("x-ratelimit-reset-requests", "60ms");
        now.addAndGet(1);
        limiter.admit("gpt-4o", 1);
    }

    @Test
    void without_limits_the_headers_name_numbers_that_nobody_reaches() {
        assertThat(limiter(Limits.NONE, 1).admit("gpt-4o", 5_000))
                .containsEntry("x-ratelimit-limit-requests", "10000000")
                .containsEntry("x-ratelimit-remaining-requests", "9999999");
    }

    @Test
    void over_the_wire_a_refused_call_is_not_billed() throws IOException {
        try (Simulator simulator = Simulator.start(
                SimulatorOptions.DEFAULT.withLatency(Latency.NONE).withLimits(new Limits(2, 0)))) {
            Caller caller = new Caller(simulator);
            caller.ask(Caller.sentiment());
            caller.ask(Caller.sentiment());
            HttpResponse<String> response = caller.ask(Caller.sentiment());
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(Caller.json(response).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
            assertThat(Caller.json(response).at("/error/type").asText()).isEqualTo("requests");
            assertThat(response.headers().firstValueAsLong("retry-after-ms").orElseThrow())
                    .isBetween(1L, 30_000L);
            assertThat(simulator.bill().calls()).isEqualTo(2);
            assertThat(simulator.bill().replies()).containsEntry(200, 2L).containsEntry(429, 1L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,0ms",
        "20,20ms",
        "1000,1s",
        "1500,1.5s",
        "60000,1m0s",
        "360000,6m0s",
        "90061,1m30.061s",
        "3600000,1h0m0s"
    })
    void durations_are_written_as_the_provider_does(long millis, String text) {
        assertThat(Spans.header(millis)).isEqualTo(text);
        assertThat(Spans.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void the_clock_changes_its_speed_without_a_jump() {
        SimulatedClock clock = new SimulatedClock(real, 1);
        now.addAndGet(1_000);
        clock.speed(10);
        assertThat(clock.millis()).isEqualTo(1_001_000);
        now.addAndGet(1_000);
        assertThat(clock.millis()).isEqualTo(1_011_000);
        assertThat(clock.real(Duration.ofSeconds(1))).isEqualTo(100);
    }
}
