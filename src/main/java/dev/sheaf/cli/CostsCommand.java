package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "costs",
        header = "What the service's calls cost, and what the same rows would have cost otherwise.",
        description = {
            "",
            "ALONE is the cheaper of one ordinary call a row with and without the provider's prompt cache; BATCH a"
                    + " batch's request a row; SAVED is what was paid less than ALONE."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n")
final class CostsCommand implements Callable<Integer> {
    private static final List<String> FIGURES =
            List.of("CALLS", "ROWS", "TOKENS IN", "CACHED", "TOKENS OUT", "COST", "ALONE", "BATCH", "SAVED");

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Option(names = "--from", paramLabel = "DAY", description = "The first day, by UTC (default: 29 days before --to).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DAY", description = "The last day (default: today).")
    private @Nullable String to;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "day",
            description = "What sums are kept apart by, of day, tenant, task, lane, model, with commas between them"
                    + " (default: ${DEFAULT-VALUE}).")
    private String by = "day";

    @Option(names = "--json", description = "As the service says it, in JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode costs = RemoteJobs.of(sheaf.shell()).costs(query());
        if (json) {
            sheaf.shell().print(Json.pretty(costs));
        } else {
            Table.lines(table(costs)).forEach(sheaf.shell()::print);
        }
        return 0;
    }

    private String query() {
        StringBuilder query = new StringBuilder("by=" + SheafClient.segment(by));
        if (from != null) {
            query.append("&from=").append(SheafClient.segment(from));
        }
        if (to != null) {
            query.append("&to=").append(SheafClient.segment(to));
        }
        return query.toString();
    }

    private List<List<String>> table(JsonNode costs) {
        List<String> apart = Stream.of("day", "tenant", "task", "lane", "model")
                .filter(Arrays.stream(by.split(",")).map(String::strip).toList()::contains)
                .toList();
        List<List<String>> table = new ArrayList<>();
        table.add(Stream.concat(apart.stream().map(name -> name.toUpperCase(Locale.ROOT)), FIGURES.stream())
                .toList());
        costs.path("costs").forEach(line -> table.add(row(apart, line)));
        List<String> none = new ArrayList<>(apart);
        none.replaceAll(name -> "");
        none.set(0, "all");
        table.add(Stream.concat(none.stream(), figures(costs.path("total")).stream())
                .toList());
        return table;
    }

    private static List<String> row(List<String> apart, JsonNode line) {
        return Stream.concat(
                        apart.stream().map(name -> line.path(name).asText()).map(it -> it.isEmpty() ? "-" : it),
                        figures(line).stream())
                .toList();
    }

    private static List<String> figures(JsonNode line) {
        return List.of(
                Progress.count(line.path("calls").asLong()),
                Progress.count(line.path("items").asLong()),
                Progress.count(line.path("inputTokens").asLong()),
                Progress.count(line.path("cachedTokens").asLong()),
                Progress.count(line.path("outputTokens").asLong()),
                Dollars.of(line.path("cost")),
                otherwise(line, Dollars.less(line.path("alone"), line.path("aloneCached"))),
                otherwise(line, Dollars.of(line.path("batch"))),
                line.has("saved") ? Dollars.percent(line.path("saved").decimalValue()) : "-");
    }

    /** Votes, checks and audits are asked for their own sake: there is no other way that they could have cost. */
    private static String otherwise(JsonNode line, String cost) {
        boolean nothing = line.path("alone").isNumber()
                && line.path("alone").decimalValue().signum() == 0;
        return nothing ? "-" : cost;
    }
}
