package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.bulk.Compiled;
import dev.sheaf.bulk.Merge;
import dev.sheaf.rows.Format;
import dev.sheaf.rows.Guard;
import dev.sheaf.rows.RowsOut;
import dev.sheaf.task.TaskDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "merge",
        header = "Puts what came back of compiled request files behind their rows.",
        description = {
            "",
            "The rows come out as they came in and in their order, each with its answer or its reason. What is missing or"
                    + " not trusted goes into further request files in DIR, in smaller packs: upload them, and merge"
                    + " again with all files that came back so far. A row whose request file nothing has come back of"
                    + " is waited for, and not asked twice."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row has its answer",
            "1:some rows have a reason instead, are asked again, or are waited for",
            "2:wrong usage; nothing has been done"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sheaf merge reviews batch_1_output.jsonl batch_1_error.jsonl --out answered.csv"})
final class MergeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(index = "0", paramLabel = "DIR", description = "Where the rows were compiled to.")
    private Path directory = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE.jsonl",
            description = "Output and error files of the batches, of all rounds, in any order.")
    private List<Path> outputs = new ArrayList<>();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where the answered rows go (default: standard output).")
    @Nullable
    private Path out;

    @Option(
            names = "--out-format",
            paramLabel = "csv|jsonl",
            description = "Of the rows that go out (default: as --out is named, else as they came in).")
    @Nullable
    private Format outFormat;

    @Option(
            names = "--rest",
            description = "Also ask again what nothing has come back of: for request files that are given up.")
    private boolean rest;

    @Option(
            names = "--no-guard",
            description = "Leave answers alone that a spreadsheet would run as a formula (they begin with = + - @,"
                    + " a tab or a return); by default an apostrophe is put before them.")
    private boolean unguarded;

    @Override
    public Integer call() {
        if (!Compiled.isAt(directory)) {
            throw CommandFailure.refused(directory + " holds no compiled rows: `sheaf compile` writes them.");
        }
        for (Path file : outputs) {
            if (!Files.isRegularFile(file)) {
                throw CommandFailure.refused("There is no file " + file + ".");
            }
        }
        Output output = Output.of(out, sheaf.shell().out());
        try (Merge merge =
                Merge.of(directory, this::definition, sheaf.programs().asking().wire(), outputs)) {
            return merge(merge, output);
        } catch (IOException e) {
            throw CommandFailure.midway("Cannot merge: " + SheafClient.said(e) + '.');
        }
    }

    private TaskDefinition definition(JsonNode json) throws IOException {
        return sheaf.programs()
                .asking()
                .intake()
                .accept(json)
                .definition()
                .orElseThrow(() -> new IOException("the task of " + directory + " cannot be read"));
    }

    private int merge(Merge merge, Output output) throws IOException {
        boolean csv = isCsv(merge);
        Merge.Result result;
        try (RowsOut rows = merge.rows(output.open(), csv, unguarded ? Guard.NONE : Guard.ANSWERS)) {
            result = merge.write(rows, rest);
        }
        output.complete();
        return told(result);
    }

    private boolean isCsv(Merge merge) {
        Format byName = out == null ? null : Format.byName(out.toString());
        Format wanted = outFormat == null ? byName : outFormat;
        if (wanted == Format.CSV && !merge.isCsv()) {
            throw CommandFailure.refused(
                    "JSON lines come out as JSON lines: each may have other members, and a CSV file has one header.");
        }
        return wanted == null ? merge.isCsv() : wanted == Format.CSV;
    }

    private int told(Merge.Result result) {
        say(
                "%,d rows: %,d answered, %,d failed, %,d asked again, %,d waited for",
                result.rows(), result.answered(), result.failed(), result.askedAgain(), result.waiting());
        if (result.unknown() + result.doubled() + result.unreadable() > 0) {
            say(
                    "Passed over: %,d unknown ids, %,d doubled lines, %,d unreadable lines",
                    result.unknown(), result.doubled(), result.unreadable());
        }
        result.files().forEach(file -> say("To upload next: %s", file));
        return result.answered() == result.rows() ? 0 : CommandFailure.SOME_UNANSWERED;
    }

    private void say(String sentence, Object... figures) {
        sheaf.shell().err().println(String.format(Locale.ROOT, sentence, figures));
    }
}
