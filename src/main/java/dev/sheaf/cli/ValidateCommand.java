package dev.sheaf.cli;

import dev.sheaf.bulk.RequestFileCheck;
import dev.sheaf.bulk.RequestFileReport;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "validate",
        header = "Checks a request file for the Batch API before it is uploaded.",
        description = {
            "",
            "Line by line as the provider would, with its error codes; and what its input costs, at list price and in a"
                    + " batch. Starts nothing and sends nothing. The file is not held in memory."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the provider would take it",
            "1:it has errors, or could not be read to its end",
            "2:wrong usage, or no such file"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sheaf validate requests.jsonl", "  sheaf validate requests.jsonl --json | jq '.errors[].code'"})
final class ValidateCommand implements Callable<Integer> {
    private static final int PIECE = 1 << 16;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(index = "0", paramLabel = "FILE.jsonl", description = "The request file; - is standard input.")
    private String file = "";

    @Option(names = "--json", description = "Say it in JSON, as POST /validations does.")
    private boolean json;

    @Option(
            names = "--prices",
            paramLabel = "FILE.yaml",
            description = "Prices in the place of the built-in ones, in the same form.")
    @Nullable
    private Path prices;

    @Override
    public Integer call() {
        RequestFileCheck check = new RequestFileCheck(OwnPrices.of(prices));
        try (Source source = Source.of(file, sheaf.shell().in())) {
            feed(source, check);
        } catch (IOException e) {
            throw CommandFailure.midway("Cannot read " + file + ": " + SheafClient.said(e) + '.');
        }
        RequestFileReport report = check.end();
        if (json) {
            sheaf.shell().print(Json.compact(report.json()));
        } else {
            told(report);
        }
        return report.valid() ? 0 : 1;
    }

    private static void feed(InputStream in, RequestFileCheck check) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            check.feed(piece, 0, count);
        }
    }

    private void told(RequestFileReport report) {
        report.errors().forEach(error -> sheaf.shell().print(line(error)));
        if (report.moreErrors() > 0) {
            sheaf.shell().print("… and " + number(report.moreErrors()) + " more");
        }
        sheaf.shell().print(sum(report));
    }

    private static String line(Problem error) {
        String place = error.line() == null ? "" : "line " + error.line() + ": ";
        return place + error.code() + ": " + error.message();
    }

    private static String sum(RequestFileReport report) {
        long errors = report.errors().size() + report.moreErrors();
        return number(report.requests()) + (report.requests() == 1 ? " request for " : " requests for ")
                + String.join(", ", report.models()) + ", "
                + number(report.inputTokens()) + " input tokens" + (report.estimated() ? " (estimated)" : "")
                + report.input().map(ValidateCommand::cost).orElse(", cost unknown")
                + (errors == 0 ? ": valid" : "; " + number(errors) + (errors == 1 ? " error" : " errors"));
    }

    private static String cost(RequestFileReport.Cost cost) {
        return ", " + cost.batch().map(Object::toString).orElse("unknown") + " in a batch (" + cost.list()
                + " at list price)";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
