package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.pack.Seeds;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What audits say about models whose errors are known. A rate that is stated has to come out over the seeds, within what
 * chance allows four standard errors wide: the tests can fail, and do where an interval is one z of 1.64 wide, or a floor
 * is forgotten.
 */
class AuditProofTest {
    private static final int FULL = 1_000;
    private static final double STATED = 0.95;

    /** Of {@code tries} things that each happen with this chance, the fewest that chance allows. */
    private static double fewest(double chance, int tries) {
        return chance - 4 * Math.sqrt(chance * (1 - chance) / tries);
    }

    /**
     * A model, and what is asked of it.
     *
     * @param errors what packing adds, by size
     * @param stubborn items that every pack changes
     */
    record Model(
            String name,
            int items,
            int repetitions,
            double self,
            double slope,
            Map<Integer, Double> errors,
            double stubborn) {
        Model(String name, int items, int repetitions, double self, double slope, Map<Integer, Double> errors) {
            this(name, items, repetitions, self, slope, errors, 0);
        }

        CurvedModel with(long seed) {
            CurvedModel model = new CurvedModel(seed, self, slope).stubborn(stubborn);
            errors.forEach(model::at);
            return model;
        }

        AuditReport report(long seed) {
            AuditOrder order = Trials.order(items, new ArrayList<>(errors.keySet()));
            return Trials.report(
                    with(seed), new AuditOrder(order.items(), Map.of(), order.sizes(), repetitions, order.cap()), seed);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Model> models() {
        return Stream.of(
                new Model("quiet", 200, 1, 0, 0, Map.of(5, 0.0, 20, 0.01)),
                new Model("self-contradicting", 200, 1, 0.05, 0, Map.of(5, 0.0, 20, 0.05)),
                new Model("steep", 200, 1, 0.02, 0, Map.of(5, 0.02, 20, 0.20)),
                new Model("uneven slots", 200, 1, 0.02, 1, Map.of(5, 0.05, 20, 0.10)),
                new Model("few items", 60, 1, 0.05, 0, Map.of(5, 0.05, 20, 0.15)),
                new Model("repeated", 60, 3, 0.05, 0, Map.of(5, 0.05, 20, 0.15)));
    }

    /** Repeated, an audit of them sees the same few items again. */
    static Stream<Model> withStubbornItems() {
        return Stream.concat(
                models(),
                Stream.of(
                        new Model("the same few items", 60, 5, 0, 0, Map.of(5, 0.0, 20, 0.0), 0.03),
                        new Model("the same few, and by chance", 200, 5, 0.02, 0, Map.of(5, 0.0, 20, 0.02), 0.01)));
    }

    @ParameterizedTest
    @MethodSource("withStubbornItems")
    void intervals_hold_the_truth_as_often_as_they_say(Model model) {
        int seeds = Seeds.share(FULL);
        Map<String, Integer> held = new TreeMap<>();
        IntStream.range(0, seeds).forEach(seed -> count(model, model.report(seed), held));
        held.forEach((figure, times) ->
                System.out.printf(Locale.ROOT, "%s, %s: %.1f %% of %d%n", model, figure, 100.0 * times / seeds, seeds));
        assertThat(held.values())
                .allSatisfy(times -> assertThat((double) times / seeds).isGreaterThanOrEqualTo(fewest(STATED, seeds)));
    }

    private static void count(Model model, AuditReport report, Map<String, Integer> held) {
        CurvedModel truth = model.with(0);
        hold(held, "floor", report.alone().interval().holds(truth.floor()));
        report.sizes().stream().skip(1).forEach(size -> {
            double agreement = truth.agreement(size.size());
            hold(
                    held,
                    "agreement at " + size.size(),
                    size.agreement().interval().holds(agreement));
            hold(
                    held,
                    "difference at " + size.size(),
                    size.difference().interval().holds(agreement - truth.floor()));
        });
    }

    private static void hold(Map<String, Integer> held, String figure, boolean holds) {
        held.merge(figure, holds ? 1 : 0, Integer::sum);
    }

    @ParameterizedTest
    @MethodSource("models")
    void intervals_are_no_wider_than_they_have_to_be(Model model) {
        double n = model.items() * (double) model.repetitions();
        int seeds = Seeds.share(100);
        double mean = IntStream.range(0, seeds)
                .mapToObj(model::report)
                .mapToDouble(report -> width(report.sizes().get(2).agreement().interval()))
                .average()
                .orElseThrow();
        double share = model.with(0).agreement(20);
        double ideal = 2 * Wilson.Z_95 * Math.sqrt(share * (1 - share) / n);
        assertThat(mean).isLessThan(1.25 * ideal + 4 / n);
    }

    private static double width(Interval interval) {
        return interval.high() - interval.low();
    }

    @Test
    void a_model_that_packing_does_not_change_is_seldom_accused() {
        var model = new Model("", 200, 1, 0.10, 0, Map.of(5, 0.0, 20, 0.0));
        int seeds = Seeds.share(FULL);
        long alarms = IntStream.range(0, seeds)
                .mapToObj(model::report)
                .filter(report -> report.sizes().get(2).difference().p() < 0.05)
                .count();
        System.out.printf(Locale.ROOT, "McNemar, false alarms: %.1f %% of %d%n", 100.0 * alarms / seeds, seeds);
        assertThat((double) alarms / seeds).isLessThanOrEqualTo(1 - fewest(STATED, seeds));
    }

    @Test
    void a_size_that_does_worse_is_mostly_found_out() {
        var model = new Model("", 200, 1, 0.02, 0, Map.of(20, 0.10));
        int seeds = Seeds.share(FULL);
        long found = IntStream.range(0, seeds)
                .mapToObj(model::report)
                .filter(report -> report.sizes().get(1).difference().p() < 0.05)
                .count();
        System.out.printf(Locale.ROOT, "McNemar, ten points found: %.1f %% of %d%n", 100.0 * found / seeds, seeds);
        assertThat((double) found / seeds).isGreaterThan(0.9);
    }

    @Test
    void trends_over_slots_are_seldom_seen_where_there_are_none_and_mostly_where_there_are() {
        int seeds = Seeds.share(FULL);
        double even = trends(new Model("", 300, 1, 0.02, 0, Map.of(20, 0.10)), seeds);
        double uneven = trends(new Model("", 300, 1, 0.02, 1, Map.of(20, 0.20)), seeds);
        System.out.printf(
                Locale.ROOT, "Trend, false alarms: %.1f %%, found: %.1f %% of %d%n", 100 * even, 100 * uneven, seeds);
        assertThat(even).isLessThanOrEqualTo(1 - fewest(STATED, seeds));
        assertThat(uneven).isGreaterThan(0.9);
    }

    private static double trends(Model model, int seeds) {
        long seen = IntStream.range(0, seeds)
                .mapToObj(model::report)
                .filter(report -> report.sizes().get(1).trend().orElseThrow().p() < 0.05)
                .count();
        return (double) seen / seeds;
    }

    /**
     * Accuracy curves of published measurements, as what packing adds to errors alone (BatchPrompt, Lin et al., ICLR 2024;
     * ZeMPE, Wang et al. 2025), asked of sizes that were measured.
     *
     * @param safe the largest size that holds
     */
    record Curve(String name, double minAgreement, double self, Map<Integer, Double> errors, int safe) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Curve> curves() {
        return Stream.of(
                new Curve("QQP, GPT-4", 0.95, 0.01, Map.of(16, 0.0, 32, 0.007, 64, 0.029), 64),
                new Curve("BoolQ, GPT-4", 0.95, 0.01, Map.of(16, 0.017, 32, 0.031, 64, 0.196), 32),
                new Curve("RTE, GPT-4", 0.95, 0.01, Map.of(16, 0.012, 32, 0.027, 64, 0.117), 32),
                new Curve("BoolQ, gpt-3.5", 0.95, 0.01, Map.of(16, 0.107, 32, 0.194), 1),
                new Curve("SST-2, mean of seven", 0.95, 0.02, Map.of(5, 0.004, 10, 0.018, 20, 0.04, 50, 0.023), 50),
                new Curve("AGNews, mean of seven", 0.95, 0.02, Map.of(5, 0.022, 10, 0.012, 20, 0.048, 50, 0.094), 10),
                new Curve("self-contradicting", 0.95, 0.06, Map.of(5, 0.0, 20, 0.0, 40, 0.15), 20));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void the_size_recommended_is_one_that_holds(Curve curve) {
        int seeds = Seeds.share(50);
        Map<Integer, Integer> recommended = new TreeMap<>();
        for (int seed = 0; seed < seeds; seed++) {
            recommended.merge(recommended(curve, seed), 1, Integer::sum);
        }
        System.out.printf(Locale.ROOT, "%s: %s of %d (holds: %d)%n", curve, recommended, seeds, curve.safe());
        double tooLarge = recommended.entrySet().stream()
                .filter(size -> !holds(curve, size.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        // one of forty passes a bound that it does not keep, and chance has its part
        assertThat(tooLarge).isLessThanOrEqualTo(Math.max(1, 0.1 * seeds));
        assertThat(recommended.getOrDefault(curve.safe(), 0)).isGreaterThan(seeds / 2);
    }

    private static boolean holds(Curve curve, int size) {
        CurvedModel model = new CurvedModel(0, curve.self(), 0);
        curve.errors().forEach(model::at);
        return 1 + model.agreement(size) - model.floor() >= curve.minAgreement();
    }

    private static int recommended(Curve curve, int seed) {
        CurvedModel model = new CurvedModel(seed, curve.self(), 0);
        curve.errors().forEach(model::at);
        return Trials.report(
                        model,
                        Trials.order(2_000, new ArrayList<>(curve.errors().keySet())),
                        seed)
                .recommendation()
                .size();
    }
}
