package dev.sheaf.rest;

import dev.sheaf.cost.CostQuery;
import dev.sheaf.cost.CostQuery.By;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Costs as CSV: what sums are kept apart by, and then the figures. */
final class CostsFile {
    private static final List<String> FIGURES = List.of(
            "calls",
            "unconfirmed",
            "unpriced",
            "items",
            "input_tokens",
            "cached_tokens",
            "output_tokens",
            "cost",
            "alone",
            "alone_cached",
            "packed",
            "batch",
            "packed_batch");

    private CostsFile() {}

    static String of(CostQuery query, CostsView view) {
        List<By> by = query.by().stream().sorted().toList();
        StringBuilder csv = new StringBuilder();
        StringJoiner header = new StringJoiner(",", "", "\r\n");
        by.forEach(one -> header.add(one.word()));
        FIGURES.forEach(header::add);
        csv.append(header);
        view.costs().forEach(line -> csv.append(line(by, line)));
        return csv.toString();
    }

    private static StringJoiner line(List<By> by, CostsView.Line line) {
        StringJoiner cells = new StringJoiner(",", "", "\r\n");
        by.forEach(one -> cells.add(quoted(cell(one, line))));
        List.of(
                        line.calls(),
                        line.unconfirmed(),
                        line.unpriced(),
                        line.items(),
                        line.inputTokens(),
                        line.cachedTokens(),
                        line.outputTokens(),
                        line.cost(),
                        line.alone(),
                        line.aloneCached(),
                        line.packed(),
                        line.batch(),
                        line.packedBatch())
                .forEach(figure -> cells.add(figure(figure)));
        return cells;
    }

    private static String figure(Object figure) {
        return figure instanceof BigDecimal amount ? amount.toPlainString() : figure.toString();
    }

    private static @Nullable Object cell(By by, CostsView.Line line) {
        return switch (by) {
            case DAY -> line.day();
            case TENANT -> line.tenant();
            case TASK -> line.task();
            case LANE -> line.lane();
            case MODEL -> line.model();
        };
    }

    /** A model's name is a caller's own, and may hold anything; a spreadsheet shall not run it. */
    private static String quoted(@Nullable Object value) {
        String text = Objects.toString(value, "");
        String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
