package dev.sheaf.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A report, as it is kept, as rows of words: for a terminal and for a page. */
public final class AuditTable {
    private static final double HUNDRED = 100;
    private static final double LEAST = 0.001;
    private static final String NONE = "-";

    private AuditTable() {}

    /** How far each size agrees, a row a size; the first row has the headings. @param report of {@link AuditJson} */
    public static List<List<String>> sizes(JsonNode report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("size", "agreement (95 %)", "beyond the model's own (95 %)", "p", "verdict"));
        report.path("sizes")
                .forEach(size -> rows.add(List.of(
                        size.path("size").asText(),
                        measured(size.path("agreement")),
                        difference(size.path("difference")),
                        chance(size.at("/difference/p")),
                        size.path("verdict").asText())));
        return rows;
    }

    /** What else was seen, a row a size; the first row has the headings. */
    public static List<List<String>> details(JsonNode report) {
        boolean known = report.at("/sizes/0/accuracy/share").isNumber();
        List<List<String>> rows = new ArrayList<>();
        rows.add(chosen(
                known,
                List.of(
                        "size",
                        "accuracy (95 %)",
                        "by thirds",
                        "trend p",
                        "missing",
                        "repaired",
                        "tokens/item",
                        "$/1000")));
        report.path("sizes").forEach(size -> rows.add(chosen(known, details(size, tokens(size)))));
        return rows;
    }

    private static List<String> details(JsonNode size, double tokens) {
        return List.of(
                size.path("size").asText(),
                measured(size.path("accuracy")),
                slots(size.path("slots")),
                chance(size.at("/slots/trend/p")),
                size.path("missing").asText(),
                size.path("repaired").asText(),
                said("%.1f", tokens),
                cost(size.at("/perItem/cost")));
    }

    private static List<String> chosen(boolean accuracy, List<String> row) {
        return Stream.concat(Stream.of(row.get(0)), row.stream().skip(accuracy ? 1 : 2))
                .toList();
    }

    private static double tokens(JsonNode size) {
        return size.at("/perItem/inputTokens").asDouble()
                + size.at("/perItem/outputTokens").asDouble();
    }

    /** A row a field and size; empty where the answers have none. The first row has the headings. */
    public static List<List<String>> fields(JsonNode report) {
        List<List<String>> rows = new ArrayList<>();
        report.at("/sizes/0/fields").forEach(field -> report.path("sizes")
                .forEach(size -> size.path("fields").forEach(one -> {
                    if (one.path("name").equals(field.path("name"))) {
                        rows.add(List.of(
                                one.path("name").asText(),
                                size.path("size").asText(),
                                measured(one.path("agreement")),
                                difference(one.path("difference")),
                                chance(one.at("/difference/p"))));
                    }
                })));
        if (!rows.isEmpty()) {
            rows.add(0, List.of("field", "size", "agreement (95 %)", "beyond the model's own (95 %)", "p"));
        }
        return rows;
    }

    /** {@code 95.0 (92.1-97.0)}, in per cent. */
    static String measured(JsonNode measured) {
        return measured.path("share").isNumber()
                ? said(
                        "%.1f (%.1f-%.1f)",
                        HUNDRED * measured.path("share").asDouble(),
                        HUNDRED * measured.path("low").asDouble(),
                        HUNDRED * measured.path("high").asDouble())
                : NONE;
    }

    /** {@code -1.5 (-3.2..+0.2)}, in points. */
    private static String difference(JsonNode difference) {
        return difference.path("share").isNumber()
                ? said(
                        "%+.1f (%+.1f..%+.1f)",
                        HUNDRED * difference.path("share").asDouble(),
                        HUNDRED * difference.path("low").asDouble(),
                        HUNDRED * difference.path("high").asDouble())
                : NONE;
    }

    private static String slots(JsonNode slots) {
        return slots.has("first")
                ? said(
                        "%.1f/%.1f/%.1f",
                        HUNDRED * slots.at("/first/share").asDouble(),
                        HUNDRED * slots.at("/middle/share").asDouble(),
                        HUNDRED * slots.at("/last/share").asDouble())
                : NONE;
    }

    private static String cost(JsonNode cost) {
        return cost.isNumber() ? said("%.4f", cost.asDouble() * 1_000) : "unknown";
    }

    /** A p value; never 0, which no test can show. */
    private static String chance(JsonNode p) {
        if (!p.isNumber()) {
            return NONE;
        }
        return p.asDouble() < LEAST ? said("<%.3f", LEAST) : said("%.3f", p.asDouble());
    }

    private static String said(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
