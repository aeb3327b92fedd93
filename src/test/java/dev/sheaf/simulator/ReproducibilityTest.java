package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReproducibilityTest {
    static final SimulatorOptions NASTY = SimulatorOptions.DEFAULT
            .withFaults(FaultPlan.parse("all=0.2"))
            .withNoise(Noise.preset("boolq-gpt4").withSelf(0.1));

    /** What each request gets on its first and second sending, asked in some order. */
    static Map<Integer, String> run(long seed, List<Integer> order) {
        ChatWork work = NoiseTest.work(NASTY.withSeed(seed));
        Map<Integer, String> seen = new TreeMap<>();
        for (int number : order) {
            Served served = work.serve(NoiseTest.pack(number, 8), "r" + number);
            seen.merge(number, served.struck() + " " + served.choices(), (first, second) -> first + "\n" + second);
        }
        return seen;
    }

    static List<Integer> twice(int shuffle) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            order.add(i % 100);
        }
        Collections.shuffle(order, new Random(shuffle));
        return order;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_same_requests_meet_the_same_fate_in_any_order(long seed) {
        assertThat(run(seed, twice(1))).isEqualTo(run(seed, twice(2)));
    }

    @Test
    void another_seed_is_another_fate() {
        assertThat(run(1, twice(1))).isNotEqualTo(run(2, twice(1)));
    }

    @Test
    void a_request_sent_again_is_drawn_anew() {
        long again = run(1, twice(1)).values().stream()
                .filter(both -> !both.split("\n\\[")[0].equals("[" + both.split("\n\\[", 2)[1]))
                .count();
        assertThat(again).isGreaterThan(50);
    }
}
