package dev.sheaf.bench.packaged;

import dev.sheaf.bench.Spread;
import dev.sheaf.bench.packaged.Installation.Spent;
import dev.sheaf.bench.packaged.PandasLoop.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All that is measured at one number of rows, round by round, in a service that was started for it. */
final class Size {
    private static final Duration LEAST = Duration.ofMinutes(2);
    /** A bound, far below whatever is worth measuring. */
    private static final int LEAST_ROWS_A_SECOND = 1_000;

    private final int count;
    private final int rounds;
    private final Duration limit;
    private final Map<Stage, List<Figure>> figures = new EnumMap<>(Stage.class);
    private final List<JobSeen> jobs = new ArrayList<>();
    private final List<Spent> spent = new ArrayList<>();
    private long bytes;
    private double peakMegabytes;
    private double providerPeakMegabytes;

    private Size(int count, int rounds) {
        this.count = count;
        this.rounds = rounds;
        this.limit = LEAST.plusSeconds(count / LEAST_ROWS_A_SECOND);
    }

    static Size measure(Path target, int count, int rounds) throws Exception {
        Size size = new Size(count, rounds);
        try (Scratch here = Scratch.in(target);
                Installation installation = Installation.start(here.path())) {
            size.measure(here.path(), installation);
        }
        return size;
    }

    private void measure(Path here, Installation installation) throws Exception {
        Rows rows = Rows.write(here, count);
        bytes = Files.size(rows.file());
        Optional<PandasLoop> loop = PandasLoop.in(here);
        var job = new JobOverHttp(installation.address(), rows, limit);
        job.putTask();
        for (int round = 0; round < rounds; round++) {
            if (loop.isPresent()) {
                loop(loop.get(), rows, here);
            }
            compile(rows, here);
            job(job, rows, installation);
        }
        peakMegabytes = installation.peakMegabytes();
        providerPeakMegabytes = installation.providerPeakMegabytes();
    }

    private void loop(PandasLoop loop, Rows rows, Path here) throws IOException, InterruptedException {
        for (Way way : Way.values()) {
            try (Scratch scratch = Scratch.in(here)) {
                add(Stage.of(way), loop.run(rows, way, scratch.path(), limit));
            }
        }
    }

    private void compile(Rows rows, Path here) throws IOException, InterruptedException {
        try (Scratch scratch = Scratch.in(here)) {
            add(Stage.SINGLE, Compiling.run(rows, scratch.path(), limit, "--single"));
        }
        try (Scratch scratch = Scratch.in(here)) {
            add(Stage.PACKED, Compiling.run(rows, scratch.path(), limit));
        }
    }

    private void job(JobOverHttp job, Rows rows, Installation installation) throws Exception {
        Spent before = installation.spent();
        JobSeen seen = job.run();
        spent.add(installation.spent().minus(before));
        jobs.add(seen);
        add(Stage.INGEST, Figure.rate(rows.perSecond(seen.ingest())));
        add(Stage.COMPILE, Figure.rate(rows.perSecond(seen.compile())));
        add(Stage.COLLECT, Figure.rate(rows.perSecond(seen.collect())));
        add(Stage.ANSWERS, Figure.rate(rows.perSecond(seen.answers())));
        add(Stage.WHOLE, Figure.rate(rows.perSecond(seen.whole())));
    }

    private void add(Stage stage, Figure figure) {
        figures.computeIfAbsent(stage, first -> new ArrayList<>()).add(figure);
    }

    int count() {
        return count;
    }

    /** Of the file with the rows. */
    long bytes() {
        return bytes;
    }

    int rounds() {
        return rounds;
    }

    /** A stage's figures, round by round; none where it could not be measured. */
    List<Figure> figures(Stage stage) {
        return figures.getOrDefault(stage, List.of());
    }

    List<JobSeen> jobs() {
        return jobs;
    }

    /** What a row of a job took of the processors, round by round, in microseconds. */
    Spread micros(ToDoubleFunction<Spent> process) {
        return Spread.of(spent.stream()
                .mapToDouble(process)
                .map(seconds -> seconds / count * 1e6)
                .toArray());
    }

    /** Of the service, over all rounds. */
    double peakMegabytes() {
        return peakMegabytes;
    }

    double providerPeakMegabytes() {
        return providerPeakMegabytes;
    }
}
