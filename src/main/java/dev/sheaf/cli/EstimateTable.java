package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An estimate as people read it: the ways of asking, one under the other, and what the tokens are. */
final class EstimateTable {
    private static final List<String> COLUMNS =
            List.of("", "CALLS", "TOKENS IN", "TOKENS OUT", "COST", "SAVED", "TIME");

    private EstimateTable() {}

    static List<String> lines(JsonNode estimate) {
        List<List<String>> table = new ArrayList<>(List.of(COLUMNS));
        JsonNode ways = estimate.path("strategies");
        table.add(row("alone", ways.path("alone"), "cost"));
        if (!ways.path("alone").path("cost").equals(ways.path("alone").path("costCached"))) {
            table.add(row("alone, cached", ways.path("alone"), "costCached"));
        }
        table.add(row("packed", ways.path("packed"), "cost"));
        table.add(row("batch", ways.path("batch"), "cost"));
        table.add(row("packed batch", ways.path("packedBatch"), "cost"));
        table.add(row("flex, packed", ways.path("flex"), "cost"));
        List<String> lines = new ArrayList<>(Table.lines(table));
        lines.add("");
        lines.add(tokens(estimate));
        lines.add(besides(estimate));
        return lines;
    }

    private static List<String> row(String name, JsonNode way, String cost) {
        boolean isOwn = name.startsWith("alone");
        return List.of(
                name,
                Progress.count(way.path("calls").asLong()),
                Progress.count(way.path("inputTokens").asLong()),
                Progress.count(way.path("outputTokens").asLong()),
                Dollars.of(way.path(cost)),
                isOwn || !way.has("saved")
                        ? "-"
                        : Dollars.percent(way.path("saved").decimalValue()),
                time(way.path("time")));
    }

    private static String time(JsonNode time) {
        String usually = words(time.path("usually").asText());
        return time.has("atMost")
                ? usually + ", at most " + words(time.path("atMost").asText())
                : usually;
    }

    private static String words(String duration) {
        long seconds = Math.max(1, Duration.parse(duration).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200 ? (seconds + 30) / 60 + " min" : (seconds + 1_800) / 3_600 + " h";
    }

    private static String tokens(JsonNode estimate) {
        JsonNode tokens = estimate.path("tokens");
        long refused = estimate.path("refused").asLong();
        String error =
                tokens.path("exact").asBoolean() ? "" : " (from a sample, ± " + count(tokens.path("plusMinus")) + ")";
        return count(estimate.path("items")) + " rows of " + count(tokens.path("items")) + " tokens" + error
                + (refused == 0 ? "" : ", " + Progress.count(refused) + " more cannot be asked") + "; "
                + count(tokens.path("instructions")) + " tokens of instructions; markers and form add "
                + count(tokens.path("markersAndForm")) + " to packs. "
                + estimate.path("model").asText() + " at prices of "
                + estimate.path("pricesOf").asText() + ".";
    }

    /** What is in no row of the table, and how sure the rows are. */
    private static String besides(JsonNode estimate) {
        JsonNode output = estimate.path("tokens").path("output");
        JsonNode checks = estimate.path("checks");
        int votes = estimate.path("votes").asInt();
        return "Packs' replies have from " + count(output.path("least")) + " to " + count(output.path("most"))
                + " tokens, as answers are short or long."
                + (votes < 2
                        ? ""
                        : " Votes: packs count twice, as where two answers agree; others are asked up to " + votes
                                + " times.")
                + (checks.path("calls").asLong() == 0
                        ? ""
                        : " The guard's checks come on top: about "
                                + Progress.number(checks.path("calls").asLong(), "call") + ", "
                                + Dollars.of(checks.path("cost")) + ".");
    }

    private static String count(JsonNode number) {
        return Progress.count(number.asLong());
    }
}
