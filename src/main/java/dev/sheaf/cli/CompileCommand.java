package dev.sheaf.cli;

import dev.sheaf.bulk.Compilation;
import dev.sheaf.bulk.Compiled;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.pack.Prepared;
import dev.sheaf.rows.Format;
import dev.sheaf.task.QualityPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "compile",
        header = "Makes request files for the Batch API of a file of rows.",
        description = {
            "",
            "For those who upload them by their own means; `sheaf merge` puts what comes back behind the rows. Needs no"
                    + " service, no database and no key. Each request holds a pack of rows; each file at most 50,000"
                    + " requests and 200 MB. Beside them DIR gets a map of which rows stand where, with a copy of the"
                    + " rows: FILE is not needed again."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row stands in a request",
            "1:some rows could not be asked about: DIR/bad.jsonl says why; or it stopped midway",
            "2:wrong usage; nothing has been done"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sheaf compile reviews.csv --task product-reviews.yaml --out reviews"})
final class CompileCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The rows: CSV with a header, or JSON lines; - is standard input.")
    private String file = "";

    @Option(names = "--task", required = true, paramLabel = "FILE.yaml", description = "The task's definition.")
    private Path task = Path.of("");

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "Where the request files and their map go; made where it is not there.")
    private Path out = Path.of("");

    @Option(
            names = "--single",
            description = "One row a request, its custom_id the row's id where that has 1 to 64 printable ASCII"
                    + " characters.")
    private boolean single;

    @Option(names = "--text", paramLabel = "COLUMN", description = "The column with the text, as for `sheaf answer`.")
    @Nullable
    private String text;

    @Option(names = "--id", paramLabel = "COLUMN", description = "The column with the rows' ids, each once.")
    @Nullable
    private String id;

    @Option(names = "--format", paramLabel = "csv|jsonl", description = "Of the rows (default: as the file is named).")
    @Nullable
    private Format format;

    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            converter = DelimiterConverter.class,
            description = "Between the cells of a CSV file, like ; or tab (default: found in the header).")
    @Nullable
    private Character delimiter;

    @Option(
            names = "--prices",
            paramLabel = "FILE.yaml",
            description =
                    "A price table in the place of the built-in one: what it says of the model's context and encoding"
                            + " bounds the packs.")
    @Nullable
    private Path prices;

    @Override
    public Integer call() {
        if (Compiled.isAt(out)) {
            throw CommandFailure.refused(out + " holds compiled rows already: name another directory.");
        }
        Prepared prepared = prepared();
        try (Source source = Source.of(file, sheaf.shell().in())) {
            return told(new Compilation(prepared, sheaf.programs().asking().wire(), single)
                    .compile(source, JobFile.asked(formatIn(), text, id, delimiter), out));
        } catch (IOException e) {
            throw CommandFailure.midway("Cannot compile " + file + ": " + SheafClient.said(e) + '.');
        }
    }

    private String formatIn() {
        Format named = format == null ? Format.byName(file) : format;
        return named == Format.JSONL ? JobFile.NDJSON : JobFile.CSV;
    }

    private Prepared prepared() {
        Prepared prepared = LocalTask.prepared(sheaf.programs().asking().intake(), task, OwnPrices.of(prices));
        QualityPolicy quality = prepared.task().definition().quality();
        if (quality.isVoted() || quality.canary()) {
            throw CommandFailure.refused(
                    task + " wants votes or a canary, which need the service: a file has one round.");
        }
        return prepared;
    }

    private int told(Compilation.Result result) {
        result.files().forEach(it -> sheaf.shell().print(it.toString()));
        sheaf.shell()
                .err()
                .println(String.format(
                        Locale.ROOT,
                        "%,d rows: %,d in %,d requests, %,d that cannot be asked about%s",
                        result.rows(),
                        result.rows() - result.bad(),
                        result.requests(),
                        result.bad(),
                        result.bad() > 0 ? " (" + out.resolve("bad.jsonl") + ")" : ""));
        return result.bad() == 0 ? 0 : CommandFailure.SOME_UNANSWERED;
    }
}
