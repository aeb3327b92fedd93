package dev.sheaf.cli;

import dev.sheaf.rows.Format;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "answers",
        header = "Fetches a job's answers.",
        description = {
            "",
            "The rows of its file in their order, each with its answer or the reason why it has none. Waits for rows that"
                    + " are open."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class AnswersCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id = "";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where they go (default: standard output). The file appears when it is whole.")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "csv|jsonl",
            description = "Of the rows that go out (default: as --out is named, else as they came in).")
    private @Nullable Format format;

    @Option(names = "--no-wait", description = "End at once with what is there: open rows have the code open.")
    private boolean atOnce;

    @Option(
            names = "--no-guard",
            description =
                    "Leave cells alone that a spreadsheet would run as a formula (they begin with = + - @, a tab or"
                            + " a return); by default an apostrophe is put before them.")
    private boolean unguarded;

    @Override
    public Integer call() {
        Shell shell = sheaf.shell();
        Output output = Output.of(out, shell.out());
        AnswersDownload download = new AnswersDownload(RemoteJobs.of(shell), output);
        try (Interrupts.Subscription interrupts = shell.interrupts().on(download::stop)) {
            download.fetch(new AnswersDownload.Wish(id, formatOut(), !unguarded, !atOnce));
        }
        return 0;
    }

    private @Nullable Format formatOut() {
        return format != null || out == null ? format : Format.byName(out.toString());
    }
}
