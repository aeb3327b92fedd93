package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {
    static final int ANSWERS = 20_000;

    /** Share of wrong answers in packs of a size, over many packs; five standard deviations are allowed. */
    static double measured(Noise noise, int size, int position, long seed, double temperature) {
        int wrong = 0;
        for (int i = 0; i < ANSWERS; i++) {
            int at = position < 0 ? i % size : position;
            long item = Seeds.mix(seed, i);
            wrong +=
                    noise.strikes(new Noise.Draw(item, Seeds.mix(seed, i / size, 9), 0, at, size, temperature)) ? 1 : 0;
        }
        return wrong / (double) ANSWERS;
    }

    @ParameterizedTest
    @CsvSource({
        "boolq-gpt4,1,0.094", "boolq-gpt4,16,0.109", "boolq-gpt4,32,0.122", "boolq-gpt4,48,0.197",
                "boolq-gpt4,64,0.272",
        "boolq-gpt4,200,0.272", "rte-gpt4,64,0.193", "qqp-gpt4,16,0.128", "zempe-sst2,20,0.123", "zempe-cola,100,0.281",
        "zempe-agnews,50,0.265", "boolq-gpt35,32,0.300"
    })
    void a_preset_holds_its_curve(String preset, int size, double expected) {
        Noise noise = Noise.preset(preset);
        assertThat(noise.error(size)).isCloseTo(expected, within(1e-9));
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(measured(noise, size, -1, seed, 0)).isCloseTo(expected, within(5 * deviation(expected)));
        }
    }

    static double deviation(double rate) {
        return Math.sqrt(rate * (1 - rate) / ANSWERS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_slope_moves_errors_to_later_slots_and_keeps_their_mean(long seed) {
        Noise noise = Noise.NONE.withErrors(Map.of(1, 0.0, 20, 0.2)).withSlope(1);
        assertThat(measured(noise, 20, 0, seed, 0)).isZero();
        assertThat(measured(noise, 20, 19, seed, 0)).isCloseTo(0.4, within(5 * deviation(0.4)));
        assertThat(measured(noise, 20, -1, seed, 0)).isCloseTo(0.2, within(5 * deviation(0.2)));
    }

    @Test
    void self_disagreement_does_not_depend_on_the_pack_and_grows_with_temperature() {
        Noise noise = Noise.NONE.withSelf(0.02).withPerTemperature(0.1);
        assertThat(measured(noise, 1, -1, 4, 0)).isCloseTo(0.02, within(5 * deviation(0.02)));
        assertThat(measured(noise, 50, -1, 4, 0)).isCloseTo(0.02, within(5 * deviation(0.02)));
        assertThat(measured(noise, 50, -1, 4, 1)).isCloseTo(0.12, within(5 * deviation(0.12)));
    }

    @Test
    void what_is_wrong_alone_is_wrong_in_every_pack() {
        Noise noise = Noise.preset("boolq-gpt4");
        for (int i = 0; i < 2_000; i++) {
            boolean alone = noise.strikes(new Noise.Draw(i, 1, 0, 0, 1, 0));
            assertThat(!alone || noise.strikes(new Noise.Draw(i, 77, 3, 5, 32, 0)))
                    .isTrue();
        }
    }

    @Test
    void nonsense_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Noise.preset("best"))
                .withMessageContaining("boolq-gpt4");
        assertThatIllegalArgumentException().isThrownBy(() -> Noise.NONE.withErrors(Map.of(0, 0.1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Noise.NONE.withErrors(Map.of(5, 1.1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Noise.NONE.withSlope(2));
        assertThatIllegalArgumentException().isThrownBy(() -> Noise.NONE.withSelf(Double.NaN));
    }

    static ChatWork work(SimulatorOptions options) {
        SimulatedClock clock = new SimulatedClock(InstantSource.system(), 1);
        return new ChatWork(new ObjectMapper(), new ModelCatalog(Set.of()), new Controls(options, clock), clock);
    }

    static byte[] pack(int number, int size) {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < size; i++) {
            items.append("[")
                    .append(100 + 7 * i)
                    .append("] note ")
                    .append(number * size + i)
                    .append("\n");
        }
        return Caller.chat(Caller.SENTIMENT, items.toString()).toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void replies_differ_from_the_truth_at_the_configured_rate() {
        ChatWork work = work(SimulatorOptions.DEFAULT.withNoise(Noise.NONE.withErrors(Map.of(1, 0.05, 20, 0.25))));
        int wrong = 0;
        for (int number = 0; number < 250; number++) {
            byte[] body = pack(number, 20);
            String[] said = work.serve(body, "").choices().get(0).written().split("\n");
            var truth = work.truth(body);
            for (int i = 0; i < 20; i++) {
                wrong += said[i].endsWith(" " + truth.get(i).value().asText()) ? 0 : 1;
            }
        }
        assertThat(wrong / 5_000.0).isCloseTo(0.25, within(5 * Math.sqrt(0.25 * 0.75 / 5_000)));
    }

    @Test
    void packed_and_alone_agree_without_noise() {
        ChatWork work = work(SimulatorOptions.DEFAULT.withSeed(5));
        String packed = work.serve(pack(1, 20), "").choices().get(0).written();
        for (int i = 0; i < 20; i++) {
            String slot = "[" + (100 + 7 * i) + "] ";
            byte[] alone = Caller.chat(Caller.SENTIMENT, slot + "note " + (20 + i))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(packed.lines())
                    .contains(work.serve(alone, "").choices().get(0).written());
        }
    }

    @Test
    void labels_without_a_clue_are_spread_evenly_and_move_with_the_seed() {
        ChatWork one = work(SimulatorOptions.DEFAULT.withSeed(1));
        ChatWork two = work(SimulatorOptions.DEFAULT.withSeed(2));
        int middle = 0;
        int same = 0;
        String system = "Classify as alpha, beta or gamma.";
        for (int i = 0; i < 900; i++) {
            byte[] body = Caller.chat(system, "[417] xyzzy " + i).toString().getBytes(StandardCharsets.UTF_8);
            String answer = one.serve(body, "").choices().get(0).written();
            middle += answer.endsWith("beta") ? 1 : 0;
            same += answer.equals(two.serve(body, "").choices().get(0).written()) ? 1 : 0;
        }
        assertThat(middle).isBetween(230, 370);
        assertThat(same).isBetween(230, 370);
    }
}
