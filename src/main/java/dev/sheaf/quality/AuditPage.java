package dev.sheaf.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as one page that needs nothing else: no scripts, no fonts, no pictures from elsewhere. */
public final class AuditPage {
    private static final double HUNDRED = 100;
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1c2127;--soft:#5b6670;--ground:#fff;--card:#f5f7f8;--line:#d5dbe0;
            --good:#17803d;--bad:#c0271d;--open:#9a6700;--blue:#1f6fb2}
            @media(prefers-color-scheme:dark){:root{--ink:#e8ecef;--soft:#9aa6b1;--ground:#12161a;--card:#1b2127;
            --line:#333d46;--good:#4cc271;--bad:#ff7b72;--open:#e0b03c;--blue:#62aef0}}
            *{box-sizing:border-box}
            body{margin:0 auto;max-width:70rem;padding:1.2rem;background:var(--ground);color:var(--ink);
            font:1rem/1.5 system-ui,sans-serif}
            h1{font-size:1.4rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.4rem 0}
            .soft{color:var(--soft)}
            .verdict{background:var(--card);border-left:.3rem solid var(--blue);padding:.8rem 1rem;margin:1rem 0}
            .verdict b{font-size:1.5rem;display:block}
            .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1rem}
            figure{margin:0;background:var(--card);padding:.8rem}figcaption{font-weight:600;margin-bottom:.4rem}
            svg{width:100%;height:auto;display:block}
            svg text{font:11px system-ui,sans-serif;fill:var(--soft);paint-order:stroke;stroke:var(--card);stroke-width:3px}
            .grid{stroke:var(--line)}.band{fill:var(--blue);opacity:.14}
            .floor{stroke:var(--blue);stroke-dasharray:5 3}.bound{stroke:var(--bad);stroke-dasharray:2 3}
            .bar{fill:var(--blue)}
            path{fill:none;stroke-width:1.6}path.holds{stroke:var(--good)}path.fails{stroke:var(--bad)}
            path.undecided{stroke:var(--open)}path.plain{stroke:var(--blue)}
            circle.holds{fill:var(--good)}circle.fails{fill:var(--bad)}circle.undecided{fill:var(--open)}
            circle.plain{fill:var(--blue)}
            .wide{overflow-x:auto;margin-bottom:1.2rem}
            table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;white-space:nowrap}
            th,td{padding:.35rem .7rem;border-bottom:1px solid var(--line);text-align:right}
            th{text-align:right;color:var(--soft);font-weight:600}
            """;

    private AuditPage() {}

    /** @param run whose report is there */
    public static String of(AuditRun run) {
        JsonNode report = run.report();
        if (report == null) {
            throw new IllegalArgumentException("the audit " + run.id() + " has no report");
        }
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                + "<title>Audit of " + Html.text(run.task()) + "</title><style>" + STYLE + "</style></head><body>"
                + head(run, report)
                + charts(report)
                + "<h2>By size</h2>" + table(AuditTable.sizes(report)) + table(AuditTable.details(report))
                + fields(report)
                + notes(report)
                + "</body></html>";
    }

    private static String head(AuditRun run, JsonNode report) {
        JsonNode advice = report.path("recommendation");
        return "<h1>Audit of " + Html.text(run.task()) + "</h1><p class=\"soft\">"
                + Html.text(String.format(
                        Locale.ROOT,
                        "%s, version %s, %,d items%s, %s. %,d calls%s.",
                        run.model(),
                        run.version(),
                        report.path("items").asInt(),
                        run.repetitions() == 1 ? "" : ", " + run.repetitions() + " repetitions",
                        run.createdAt().truncatedTo(ChronoUnit.SECONDS),
                        run.spent().calls(),
                        run.spent().cost().map(cost -> ", " + cost).orElse("")))
                + "</p><div class=\"verdict\"><b>" + advice.path("size").asInt() + " a pack</b>"
                + Html.text(advice.path("reason").asText()) + "</div>";
    }

    private static String charts(JsonNode report) {
        StringBuilder charts = new StringBuilder("<div class=\"charts\">");
        charts.append(agreement(report).svg())
                .append(corrected(report).svg())
                .append(tokens(report).svg());
        if (report.at("/sizes/0/accuracy/share").isNumber()) {
            charts.append(accuracy(report).svg());
        }
        report.path("sizes").forEach(size -> {
            if (size.at("/slots/first").isObject()) {
                charts.append(slots(size).svg());
            }
        });
        return charts.append("</div>").toString();
    }

    private static Chart agreement(JsonNode report) {
        JsonNode alone = report.path("alone");
        Chart chart = new Chart("Agreement with the answers asked alone", " %")
                .line("asked alone twice", percent(alone, "share"), interval(alone), "floor");
        report.path("sizes").forEach(size -> point(chart, size.path("size").asText(), size.path("agreement"), "plain"));
        return chart;
    }

    private static Chart corrected(JsonNode report) {
        Chart chart = new Chart("Kept by packing, the model's own changes taken off", " %")
                .line("bound", percent(report, "minAgreement"), null, "bound");
        report.path("sizes").forEach(size -> {
            double kept = Math.min(
                    HUNDRED, HUNDRED * (1 + size.at("/difference/share").asDouble()));
            chart.point(
                    size.path("size").asText(),
                    kept,
                    interval(size.path("corrected")),
                    size.path("verdict").asText());
        });
        return chart;
    }

    private static Chart tokens(JsonNode report) {
        Chart chart = new Chart("Tokens an item, input and output", "");
        report.path("sizes")
                .forEach(size -> chart.bar(
                        size.path("size").asText(),
                        size.at("/perItem/inputTokens").asDouble()
                                + size.at("/perItem/outputTokens").asDouble()));
        return chart;
    }

    private static Chart accuracy(JsonNode report) {
        Chart chart = new Chart("Accuracy, where true answers are known", " %");
        report.path("sizes").forEach(size -> point(chart, size.path("size").asText(), size.path("accuracy"), "plain"));
        return chart;
    }

    private static Chart slots(JsonNode size) {
        Chart chart =
                new Chart("Agreement by place in packs of " + size.path("size").asInt(), " %");
        List.of("first", "middle", "last")
                .forEach(third -> point(chart, third + " third", size.at("/slots/" + third), "plain"));
        return chart;
    }

    private static void point(Chart chart, String label, JsonNode measured, String kind) {
        if (measured.path("share").isNumber()) {
            chart.point(label, percent(measured, "share"), interval(measured), kind);
        }
    }

    private static double percent(JsonNode of, String member) {
        return HUNDRED * of.path(member).asDouble();
    }

    private static Interval interval(JsonNode measured) {
        return new Interval(percent(measured, "low"), percent(measured, "high"));
    }

    private static String fields(JsonNode report) {
        List<List<String>> rows = AuditTable.fields(report);
        return rows.isEmpty() ? "" : "<h2>By field</h2>" + table(rows);
    }

    private static String table(List<List<String>> rows) {
        String head = rows.get(0).stream().map(Html::heading).collect(Collectors.joining());
        String body = rows.stream()
                .skip(1)
                .map(row -> "<tr>" + row.stream().map(Html::cell).collect(Collectors.joining()) + "</tr>")
                .collect(Collectors.joining());
        return "<div class=\"wide\"><table><thead><tr>" + head + "</tr></thead><tbody>" + body
                + "</tbody></table></div>";
    }

    private static String notes(JsonNode report) {
        StringBuilder notes = new StringBuilder();
        report.path("notes")
                .forEach(note ->
                        notes.append("<p>").append(Html.text(note.asText())).append("</p>"));
        return "<h2>Notes</h2>" + notes
                + "<p class=\"soft\">Shares are in per cent, with 95 % intervals. A size holds where"
                + " even the lower end of what packing keeps is not below the task's minAgreement.</p>";
    }
}
