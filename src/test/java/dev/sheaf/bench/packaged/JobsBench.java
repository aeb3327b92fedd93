package dev.sheaf.bench.packaged;

import dev.sheaf.bench.Report;
import dev.sheaf.bench.Spread;
import dev.sheaf.bench.packaged.Installation.Spent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The batch lane as its users run it: the packaged service with its own database, the simulator and the command line,
 * each a process of its own, beside the loop that one would write without them.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "what a process took at most stands in /proc")
class JobsBench {
    private static final int ROWS = Integer.getInteger("sheaf.bench.rows", 100_000);
    private static final int ROUNDS = Integer.getInteger("sheaf.bench.rounds", 3);
    private static final int MORE_ROWS = Integer.getInteger("sheaf.bench.more-rows", 1_000_000);
    private static final int MORE_ROUNDS = Integer.getInteger("sheaf.bench.more-rounds", 1);
    private static final Path TARGET = Path.of("target");

    @Test
    void measure() throws Exception {
        Size few = Size.measure(TARGET, ROWS, ROUNDS);
        Size many = Size.measure(TARGET, MORE_ROWS, MORE_ROUNDS);
        new Report("jobs", "Jobs of many rows")
                .says(
                        "%d round(s) of %,d rows, and %d of %,d, of %d bytes on average; each size in a service that was started for"
                                + " it, from its first job on. Min / **median** / max over the rounds.",
                        few.rounds(), few.count(), many.rounds(), many.count(), few.bytes() / few.count())
                .table(
                        "what | rows | rows/s | peak RSS, MB",
                        Arrays.stream(Stage.values())
                                .flatMap(stage -> Stream.of(few, many).map(size -> rate(stage, size)))
                                .toList())
                .says("Jobs, with the microseconds that a row took of the processors which all of them share:")
                .table(
                        "rows | seconds | calls | cost, $ | service, µs | PostgreSQL, µs | simulator, µs | peak RSS of the"
                                + " service, MB | of the simulator, MB",
                        List.of(jobs(few), jobs(many)))
                .says(
                        "Peak RSS of the service at %,d rows over that at %,d: %.2f.",
                        many.count(), few.count(), many.peakMegabytes() / few.peakMegabytes())
                .publish();
    }

    private static String rate(Stage stage, Size size) {
        List<Figure> figures = size.figures(stage);
        return String.format(
                Locale.ROOT,
                "%s | %,d | %s | %s",
                stage.words(),
                size.count(),
                figures.isEmpty() ? "no Python here has pandas" : spread(figures, Figure::perSecond),
                spread(figures, Figure::peakMegabytes));
    }

    private static String jobs(Size size) {
        return String.format(
                Locale.ROOT,
                "%,d | %s | %s | %s | %s | %s | %s | %,.0f | %,.0f",
                size.count(),
                Spread.of(size.jobs().stream().mapToDouble(JobSeen::whole).toArray())
                        .text(1),
                each(size, job -> String.format(Locale.ROOT, "%,d", job.calls())),
                each(size, job -> job.cost().toPlainString()),
                size.micros(Spent::service).text(1),
                size.micros(Spent::database).text(1),
                size.micros(Spent::provider).text(1),
                size.peakMegabytes(),
                size.providerPeakMegabytes());
    }

    /** Of a stage that has no such figure, and of one that was over before it was seen, there is nothing to say. */
    private static String spread(List<Figure> figures, ToDoubleFunction<Figure> figure) {
        double[] values = figures.stream().mapToDouble(figure).toArray();
        return values.length > 0 && Arrays.stream(values).allMatch(Double::isFinite)
                ? Spread.of(values).text(0)
                : "-";
    }

    /** Rounds of equal jobs mostly come to the same. */
    private static String each(Size size, Function<JobSeen, String> figure) {
        return size.jobs().stream().map(figure).distinct().collect(Collectors.joining(" / "));
    }
}
