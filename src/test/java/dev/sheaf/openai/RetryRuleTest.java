package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.ModelFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryRuleTest {
    private static final RetryRule RULE = new RetryRule(5, Duration.ofSeconds(60));
    private static final ModelFailure BUSY = new ModelFailure.Unavailable(503, true, null);

    @ParameterizedTest
    @CsvSource({"1,500", "2,1000", "3,2000", "4,4000", "5,8000"})
    void the_wait_doubles_up_to_eight_seconds(int attempt, long millis) {
        assertThat(RULE.next(attempt, BUSY, 0)).contains(Duration.ofMillis(millis));
    }

    @Test
    void the_wait_stays_at_eight_seconds() {
        assertThat(new RetryRule(100, Duration.ZERO).next(90, BUSY, 0)).contains(Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @CsvSource({"0.0,2000", "0.5,1750", "0.999999,1500"})
    void chance_takes_up_to_a_quarter_off(double chance, long millis) {
        Duration wait = RULE.next(3, BUSY, chance).orElseThrow();

        assertThat(wait).isBetween(Duration.ofMillis(millis), Duration.ofMillis(millis + 1));
    }

    @Test
    void retries_are_bounded() {
        assertThat(RULE.next(6, BUSY, 0)).isEmpty();
    }

    @Test
    void no_retries_means_one_attempt() {
        assertThat(new RetryRule(0, Duration.ofSeconds(60)).next(1, BUSY, 0)).isEmpty();
    }

    @Test
    void what_the_provider_asks_for_is_obeyed_to_the_millisecond() {
        ModelFailure limited = new ModelFailure.RateLimited(Duration.ofMillis(1234));

        assertThat(RULE.next(1, limited, 0.9)).contains(Duration.ofMillis(1234));
    }

    @Test
    void a_wait_at_the_bound_is_waited_for() {
        assertThat(RULE.next(1, new ModelFailure.RateLimited(Duration.ofSeconds(60)), 0))
                .contains(Duration.ofSeconds(60));
    }

    @Test
    void a_wait_beyond_the_bound_is_not_waited_for() {
        assertThat(RULE.next(1, new ModelFailure.RateLimited(Duration.ofSeconds(61)), 0))
                .isEmpty();
    }

    @Test
    void a_wait_of_nothing_says_nothing() {
        assertThat(RULE.next(1, new ModelFailure.RateLimited(Duration.ZERO), 0)).contains(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @MethodSource
    void passing_failures_are_retried(ModelFailure failure) {
        assertThat(RULE.next(1, failure, 0)).isPresent();
    }

    static List<ModelFailure> passing_failures_are_retried() {
        return List.of(
                new ModelFailure.RateLimited(null),
                new ModelFailure.Unavailable(408, true, null),
                new ModelFailure.Unreachable(new IOException("reset")),
                new ModelFailure.TimedOut(Duration.ofSeconds(60)),
                new ModelFailure.Rejected(400, null, "said to retry", true));
    }

    @ParameterizedTest
    @MethodSource
    void what_no_waiting_cures_is_never_retried(ModelFailure failure) {
        assertThat(RULE.next(1, failure, 0)).isEmpty();
    }

    static List<ModelFailure> what_no_waiting_cures_is_never_retried() {
        return List.of(
                new ModelFailure.QuotaExhausted(),
                new ModelFailure.Unauthorized(401),
                new ModelFailure.Unauthorized(403),
                new ModelFailure.UnknownModel("m"),
                new ModelFailure.TooLong(),
                new ModelFailure.Filtered(),
                new ModelFailure.Rejected(400, null, "wrong"),
                new ModelFailure.RateLimited(false, Duration.ofSeconds(1)),
                new ModelFailure.Unavailable(500, false, null));
    }
}
