package dev.sheaf.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "answer",
        header = "Answers the rows of a file.",
        description = {
            "",
            "The same rows come out in the same order with the answers added: a column `label` (or `labels`, or one for"
                    + " each field of the task's schema) and a column `error` with the reason where there is no answer;"
                    + " in JSON lines a member `answer`. A name that the file has already gets the prefix `sheaf_`.",
            "",
            "A row that cannot be read or answered does not stop the others. Rows are read, sent and written as they"
                    + " come: memory does not grow with the file, but for 32 bytes a row where --id is given."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row has its answer",
            "1:some rows have a reason instead, or the run stopped before its end",
            "2:wrong usage, or nothing answers; nothing has been done"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sheaf answer reviews.csv --task product-reviews --out answered.csv",
            "  sheaf answer tickets.csv --task support-tickets.yaml --local --simulator",
            "  sheaf answer - --format jsonl --task product-facts --text review < rows.jsonl"
        })
final class AnswerCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Mixin
    private AnswerOptions rows = new AnswerOptions();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = DurationConverter.class,
            description = "How long one request may take (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--local", description = "Run the service inside this command, for as long as it takes.")
    private boolean local;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Override
    public Integer call() throws IOException {
        rows.check();
        if (program.given() && !local) {
            throw CommandFailure.refused(
                    "--simulator and -D go with --local; a service that runs has its own settings.");
        }
        if (timeout.isZero()) {
            throw CommandFailure.refused("--timeout is longer than nothing.");
        }
        Output output = Output.of(rows.out, sheaf.shell().out());
        try (Source source = Source.of(rows.file, sheaf.shell().in())) {
            return local ? answerLocally(source, output) : answerAt(address(), key(), source, output);
        }
    }

    private URI address() {
        return RemoteTasks.address(sheaf.shell());
    }

    private @Nullable String key() {
        return sheaf.shell().variable("SHEAF_KEY");
    }

    private int answerLocally(Source source, Output output) throws IOException {
        try (Programs.Local service = sheaf.programs().startLocal(program.on(0))) {
            return answerAt(service.address(), service.key(), source, output);
        }
    }

    private int answerAt(URI address, @Nullable String key, Source source, Output output) throws IOException {
        SheafClient client = new SheafClient(address, key, timeout);
        AskedTask task = AskedTask.of(rows.task(new RemoteTasks(client)));
        return new FileAnswers(rows, sheaf.shell(), client, task).answer(source, output);
    }
}
