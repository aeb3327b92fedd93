package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyHeadersTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");

    private static HttpReply reply(Map<String, String> headers) {
        return new HttpReply(429, headers, "");
    }

    @ParameterizedTest
    @CsvSource({
        "6m0s,PT6M",
        "20ms,PT0.02S",
        "1s,PT1S",
        "8.64s,PT8.64S",
        "7m12s,PT7M12S",
        "1h2m3.5s,PT1H2M3.5S",
        "2m59.56s,PT2M59.56S",
        "0s,PT0S",
        "23h59m,PT23H59M",
        "1d,PT24H",
        "150us,PT0.00015S",
        "59,PT59S",
        "0.25,PT0.25S"
    })
    void a_reset_is_read(String text, Duration expected) {
        assertThat(RateHeaders.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1s", "1s!", "s", "1 s", "1x", "Wed, 21 Oct 2015 07:28:00 GMT", "1e9"})
    void what_is_no_duration_is_not_said(String text) {
        assertThat(RateHeaders.duration(text)).isNull();
    }

    @Test
    void both_limits_are_read_whatever_the_case_of_the_names() {
        RateHeaders read = RateHeaders.of(reply(Map.of(
                "X-RateLimit-Limit-Requests", "10000",
                "x-ratelimit-remaining-requests", "9999",
                "x-ratelimit-reset-requests", "6ms",
                "x-ratelimit-limit-tokens", "200000",
                "x-ratelimit-remaining-tokens", "199000",
                "X-RATELIMIT-RESET-TOKENS", " 300ms ")));

        assertThat(read.requests()).isEqualTo(new RateHeaders.Limit(10_000L, 9_999L, Duration.ofMillis(6)));
        assertThat(read.tokens()).isEqualTo(new RateHeaders.Limit(200_000L, 199_000L, Duration.ofMillis(300)));
    }

    @Test
    void a_limit_of_minus_one_is_none() {
        RateHeaders read = RateHeaders.of(
                reply(Map.of("x-ratelimit-limit-requests", "-1", "x-ratelimit-remaining-requests", "-1")));

        assertThat(read.requests()).isEqualTo(new RateHeaders.Limit(null, null, null));
    }

    @ParameterizedTest
    @CsvSource({
        "retry-after,20,PT20S",
        "retry-after,0.5,PT0.5S",
        "retry-after,0,PT0S",
        "retry-after-ms,1500,PT1.5S",
        "Retry-After,'Sat, 01 Aug 2026 12:00:30 GMT',PT30S",
        "retry-after,'Sat, 01 Aug 2026 11:59:00 GMT',PT0S",
    })
    void a_wait_is_read(String name, String value, Duration expected) {
        assertThat(RetryAdvice.of(reply(Map.of(name, value)), NOW).after()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "later", "-5", "2026-08-01"})
    void what_is_no_wait_is_not_said(String value) {
        assertThat(RetryAdvice.of(reply(Map.of("retry-after", value)), NOW).after())
                .isNull();
    }

    @Test
    void milliseconds_go_before_seconds() {
        HttpReply reply = reply(Map.of("retry-after", "1", "retry-after-ms", "480"));

        assertThat(RetryAdvice.of(reply, NOW).after()).isEqualTo(Duration.ofMillis(480));
    }

    @ParameterizedTest
    @CsvSource({"true,false,true", "false,true,false", "True,false,true", "perhaps,true,true", "perhaps,false,false"})
    void the_advice_to_retry_goes_before_the_rule(String said, boolean rule, boolean expected) {
        assertThat(RetryAdvice.of(reply(Map.of("x-should-retry", said)), NOW).retryOr(rule))
                .isEqualTo(expected);
    }
}
