package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.pack.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackoffTest {
    private static final Duration DAY = Duration.ofDays(1);

    static List<Integer> blocks() {
        return Seeds.blocks(1_000);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void a_receiver_that_is_down_for_a_day_is_tried_a_dozen_times_and_more_and_then_left_alone(int block) {
        Backoff backoff = new Backoff(DAY);
        Seeds.each(block, seed -> {
            SplittableRandom chance = new SplittableRandom(seed);
            Duration age = Duration.ZERO;
            int attempts = 1;
            Optional<Duration> pause = backoff.after(attempts, age, chance.nextDouble());
            while (pause.isPresent()) {
                assertThat(pause.get()).isBetween(Duration.ofMillis(2_500), Duration.ofHours(3));
                age = age.plus(pause.get());
                pause = backoff.after(++attempts, age, chance.nextDouble());
            }
            assertThat(age).isBetween(DAY, DAY.plusHours(3));
            assertThat(attempts).isBetween(12, 30);
        });
    }

    @Test
    void pauses_grow() {
        Backoff backoff = new Backoff(DAY);

        assertThat(List.of(1, 2, 3, 4, 5, 6, 7, 8, 100))
                .extracting(attempts ->
                        backoff.after(attempts, Duration.ZERO, 1).orElseThrow().toSeconds())
                .containsExactly(5L, 20L, 80L, 320L, 1_280L, 5_120L, 10_800L, 10_800L, 10_800L);
    }
}
