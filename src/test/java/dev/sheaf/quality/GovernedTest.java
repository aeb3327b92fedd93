package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sheaf.pack.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GovernedTest {
    private static final double BOUND = 0.95;
    private static final int RUNS = 1_000;

    /** One who checks an item of every pack, and tries the next larger size when it has as many items. */
    private static final class Guard {
        private final SplittableRandom chance;
        private Governed now;
        private int benched;
        private int checks;
        private int lastChange;

        Guard(int most, long seed) {
            this.chance = new SplittableRandom(seed);
            this.now = Governed.start(most);
        }

        void check(Curve model) {
            checks++;
            int before = now.items();
            step(model);
            lastChange = now.items() == before ? lastChange : checks;
        }

        private void step(Curve model) {
            if (now.items() > 1) {
                now = now.served(now.items(), model.check(now.items(), chance), BOUND);
            }
            now.above().ifPresentOrElse(above -> bench(model, above), () -> benched = 0);
        }

        private void bench(Curve model, int above) {
            if (++benched >= above) {
                benched = 0;
                List<Comparison> pack = new ArrayList<>();
                for (int i = 0; i < above; i++) {
                    pack.add(model.check(above, chance));
                }
                now = now.tried(above, pack, BOUND);
            }
        }

        Guard check(Curve model, int times) {
            for (int i = 0; i < times; i++) {
                check(model);
            }
            return this;
        }
    }

    static Stream<Arguments> curves() {
        return Stream.of(
                arguments("BoolQ, GPT-4", Curve.BOOLQ_GPT4, 64, 32),
                arguments("RTE, GPT-4", Curve.RTE_GPT4, 64, 32),
                arguments("QQP, GPT-4", Curve.QQP_GPT4, 64, 64),
                arguments("BoolQ, gpt-3.5", Curve.BOOLQ_GPT35, 64, 8),
                arguments("AGNews, seven models", Curve.AGNEWS, 100, 25));
    }

    @ParameterizedTest(name = "{0}: {3} of {2}")
    @MethodSource("curves")
    void it_settles_at_the_largest_size_that_keeps_the_bound(String name, Curve model, int most, int right) {
        assertThat(model.excess(right)).isLessThan(1 - BOUND);
        assertThat(right == most || model.excess(2 * right) > 1 - BOUND).isTrue();
        int runs = Seeds.share(RUNS);
        List<Integer> needed = new ArrayList<>();
        int settled = 0;
        for (int seed = 0; seed < runs; seed++) {
            var guard = new Guard(most, seed).check(model, 4_000);
            settled += guard.now.items() == right ? 1 : 0;
            needed.add(guard.lastChange);
        }
        needed.sort(null);
        System.out.println(name + ": "
                + settled + " of " + runs + " at " + right + "; checks until then: median " + needed.get(runs / 2)
                + ", of 95 % at most " + needed.get(runs * 95 / 100));
        assertThat(settled).isGreaterThan(runs * 95 / 100);
    }

    static Stream<Arguments> quiet() {
        return Stream.of(
                arguments("a model that never changes its mind", Curve.flat()),
                arguments(
                        "one that does in a tenth of its answers", Curve.flat().withSelf(0.1)),
                arguments("one that does in a third", Curve.flat().withSelf(0.33)),
                arguments(
                        "one that packing makes worse, by 4 points of 5",
                        Curve.of(java.util.Map.of(1, 10.0, 2, 14.0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quiet")
    void a_quiet_model_keeps_its_size(String name, Curve model) {
        int runs = Seeds.share(RUNS);
        int alarms = 0;
        for (int seed = 0; seed < runs; seed++) {
            alarms += falls(model, seed, 5_000) ? 1 : 0;
        }

        System.out.println(name + ": " + alarms + " false alarms in " + runs + " runs of 5,000 checks");
        assertThat(alarms).isLessThan(runs * 5 / 100);
    }

    private static boolean falls(Curve model, long seed, int checks) {
        var guard = new Guard(40, seed);
        while (guard.checks < checks && guard.now.items() == 40) {
            guard.check(model);
        }
        return guard.now.items() < 40;
    }

    /** What spoils a pack is one event: eight packs that went well say little of a size that spoils one in four. */
    @Test
    void a_size_that_spoils_whole_packs_is_not_taken_up_again() {
        int runs = Seeds.share(RUNS);
        int raised = 0;
        for (int seed = 0; seed < runs; seed++) {
            raised += isTakenUp(new SplittableRandom(seed), 0.25) ? 1 : 0;
        }

        System.out.println("Whole packs spoilt, one in four: taken up in " + raised + " of " + runs + " runs");
        assertThat(raised).isLessThanOrEqualTo(Math.max(1, runs * 2 / 100));
        assertThat(isTakenUp(new SplittableRandom(1), 0)).isTrue();
    }

    /** @param spoilt share of packs in which every item gets another answer */
    private static boolean isTakenUp(SplittableRandom chance, double spoilt) {
        Governed now = new Governed(20, Governed.start(40).rungs());
        for (int pack = 0; pack < 300 && now.items() == 20; pack++) {
            Comparison all = chance.nextDouble() < spoilt ? Comparison.PACK_ODD : Comparison.AGREED;
            now = now.tried(40, Collections.nCopies(40, all), BOUND);
        }
        return now.items() > 20;
    }

    /** By the bare share of its disagreements it would: the runs above can fail. */
    @Test
    void a_bare_share_would_shrink_for_a_model_that_disagrees_with_itself() {
        Governed seen = new Guard(40, 1).check(Curve.flat().withSelf(0.1), 1_000).now;

        assertThat(Wilson.of(seen.tally().agreed(), seen.tally().checks()).high())
                .isLessThan(BOUND);
        assertThat(seen.tally().selfDisagreements()).isBetween(120L, 260L);
        assertThat(seen.items()).isEqualTo(40);
    }
}
