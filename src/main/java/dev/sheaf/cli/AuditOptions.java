package dev.sheaf.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an audit is to find out. */
final class AuditOptions extends FileOptions {
    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description =
                    "The column with the true answers, where they are known: a label; several with ; between them;"
                            + " or a JSON object with the fields. Rows with an empty cell have none.")
    @Nullable
    String label;

    @Option(
            names = "--sample",
            paramLabel = "ROWS",
            defaultValue = "500",
            description = "How many of the file's rows are asked, drawn by chance (default: ${DEFAULT-VALUE}).")
    int sample;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "SIZE",
            description =
                    "Items a call, to be tried, like 5,10,20,40 (that is what is tried unless you say); alone they"
                            + " are asked anyway.")
    List<Integer> sizes = List.of();

    @Option(
            names = "--repetitions",
            paramLabel = "TIMES",
            defaultValue = "1",
            description = "How often all of it is done, each time in other packs (default: ${DEFAULT-VALUE}).")
    int repetitions;

    @Option(
            names = "--max-cost",
            paramLabel = "DOLLARS",
            description =
                    "What it may cost, like 0.50: it is not begun if it is likely to cost more, and stops before it"
                            + " does.")
    @Nullable
    String maxCost;

    @Option(names = "--estimate", description = "Say what it is likely to cost, and buy nothing.")
    boolean estimate;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as a page with charts, too.")
    @Nullable
    Path html;

    @Option(names = "--json", description = "Say it in JSON, as the service does.")
    boolean json;

    @Override
    void check() {
        super.check();
        if (sample < 2) {
            throw CommandFailure.refused("--sample is at least 2.");
        }
        if (repetitions < 1) {
            throw CommandFailure.refused("--repetitions is at least 1.");
        }
        if (html != null && estimate) {
            throw CommandFailure.refused("--estimate makes no report for --html.");
        }
    }
}
