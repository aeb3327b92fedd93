package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.bulk.Appraisal;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.cost.Checking;
import dev.sheaf.cost.Estimator;
import dev.sheaf.cost.Pace;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.rows.Format;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "estimate",
        header = "Says what a file of rows will cost, in every way of asking.",
        description = {
            "",
            "Nothing is bought. With a task's file nothing is started either, and no service is needed; with a name the"
                    + " service is asked, which knows its own prices and limits. Tokens are counted up to 2 MiB of texts,"
                    + " and behind them from a sample, whose error is told."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sheaf estimate reviews.csv --task product-reviews.yaml",
            "  sheaf estimate reviews.csv --task product-reviews --json | jq .strategies.packedBatch.cost"
        })
final class EstimateCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The rows: CSV with a header, or JSON lines; - is standard input.")
    private String file = "";

    @Option(
            names = "--task",
            required = true,
            paramLabel = "NAME|FILE.yaml",
            description = "The task that the service knows by this name, or a file with a definition.")
    private String task = "";

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

    @Option(names = "--exact", description = "Count every token, however long it takes.")
    private boolean exact;

    @Option(
            names = "--prices",
            paramLabel = "FILE.yaml",
            description = "With a task's file: prices in the place of the built-in ones, in the same form.")
    @Nullable
    private Path prices;

    @Option(names = "--json", description = "Say it in JSON, as POST /estimates does.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode estimate = TaskFile.isMeantBy(task) ? here() : there();
        if (json) {
            sheaf.shell().print(Json.pretty(estimate));
        } else {
            EstimateTable.lines(estimate).forEach(sheaf.shell()::print);
        }
        return 0;
    }

    private JsonNode here() {
        PriceTable table = OwnPrices.of(prices);
        var prepared = LocalTask.prepared(sheaf.programs().asking().intake(), Path.of(task), table);
        long exactly = exact ? Long.MAX_VALUE : Estimator.USUALLY_EXACT;
        try (Source source = Source.of(file, sheaf.shell().in())) {
            return Appraisal.read(prepared, source, JobFile.asked(formatIn(), text, id, delimiter), exactly)
                    .end(table, Pace.USUAL, Checking.USUAL)
                    .json();
        } catch (IOException e) {
            throw CommandFailure.midway("Cannot read " + file + ": " + SheafClient.said(e) + '.');
        }
    }

    private JsonNode there() {
        if (prices != null) {
            throw CommandFailure.refused("The service has prices of its own: --prices goes with a task's file.");
        }
        RemoteJobs service = RemoteJobs.of(sheaf.shell());
        try (Source source = Source.of(file, sheaf.shell().in())) {
            return service.estimate(query(), source, contentType());
        } catch (IOException e) {
            throw CommandFailure.midway("Cannot read " + file + ": " + SheafClient.said(e) + '.');
        }
    }

    private String query() {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        parameters.put("task", task);
        parameters.put("text", text);
        parameters.put("id", id);
        parameters.put("delimiter", delimiter);
        parameters.put("exact", exact ? true : null);
        return parameters.entrySet().stream()
                .filter(it -> it.getValue() != null)
                .map(it -> it.getKey() + "=" + SheafClient.segment(String.valueOf(it.getValue())))
                .collect(Collectors.joining("&"));
    }

    private boolean isJson() {
        return (format == null ? Format.byName(file) : format) == Format.JSONL;
    }

    private String formatIn() {
        return isJson() ? JobFile.NDJSON : JobFile.CSV;
    }

    private String contentType() {
        return isJson() ? "application/x-ndjson" : "text/csv";
    }
}
