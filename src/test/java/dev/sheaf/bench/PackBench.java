package dev.sheaf.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@link PackWork} under JMH. */
class PackBench {
    private static final int FORKS = Integer.getInteger("sheaf.bench.forks", 1);
    private static final int WARM_UPS = 3;
    private static final int ROUNDS = 5;

    @Test
    void measure() throws RunnerException {
        Options options = new OptionsBuilder()
                .include(PackWork.class.getName())
                .forks(FORKS)
                .warmupIterations(WARM_UPS)
                .measurementIterations(ROUNDS)
                .warmupTime(TimeValue.seconds(1))
                .measurementTime(TimeValue.seconds(1))
                .build();
        Collection<RunResult> results = new Runner(options).run();
        assertThat(results).hasSize(16);
        new Report("pack", "Plain work on a pack of 20")
                .says(
                        "JMH, average time: %d fork(s), %d warm-ups and %d rounds of 1 s. Prompt is lay (slots and their"
                                + " numbers) and ask (the request's text).",
                        FORKS, WARM_UPS, ROUNDS)
                .table(
                        "work | format | labels | µs a pack | error | ns an item",
                        results.stream()
                                .sorted(Comparator.comparing(PackBench::name))
                                .map(PackBench::row)
                                .toList())
                .publish();
    }

    private static String row(RunResult result) {
        double micros = result.getPrimaryResult().getScore();
        return String.format(
                Locale.ROOT,
                "%s | %s | %s | %.2f | ± %.2f | %.0f",
                name(result),
                result.getParams().getParam("format"),
                result.getParams().getParam("labels"),
                micros,
                result.getPrimaryResult().getScoreError(),
                micros * 1_000 / PackWork.ITEMS);
    }

    private static String name(RunResult result) {
        return result.getPrimaryResult().getLabel();
    }
}
