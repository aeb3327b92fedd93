package dev.sheaf.cost;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a table of prices from YAML, strictly: a misread price is worse than none. */
final class PriceFile {
    private static final Set<String> TABLE = Set.of("date", "source", "batchDiscount", "models");
    private static final Set<String> ROW = Set.of("names", "input", "cachedInput", "output", "batchDiscount");

    private final String file;

    private PriceFile(String file) {
        this.file = file;
    }

    /** @throws UnfitPrices where it is no such table */
    static PriceTable read(InputStream in, String file) throws IOException {
        PriceFile reading = new PriceFile(file);
        ObjectReader yaml = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readerFor(JsonNode.class);
        try {
            return reading.table(yaml.readValue(in));
        } catch (JacksonException e) {
            String line =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw reading.unfit("is no YAML: it breaks" + line);
        }
    }

    private PriceTable table(JsonNode table) {
        known(table, TABLE, "the table");
        BigDecimal discount = number(table, "batchDiscount", "the table").orElse(BigDecimal.ZERO);
        List<PriceTable.Row> rows = new ArrayList<>();
        for (JsonNode row : table.path("models")) {
            rows.add(row(row, discount, "models[" + rows.size() + "]"));
        }
        if (rows.isEmpty()) {
            throw unfit("lists no models");
        }
        return new PriceTable(
                date(table.path("date").asText()), table.path("source").asText(), rows);
    }

    private PriceTable.Row row(JsonNode row, BigDecimal usualDiscount, String place) {
        known(row, ROW, place);
        List<String> names = new ArrayList<>();
        row.path("names").forEach(name -> names.add(name.asText()));
        if (names.isEmpty()) {
            throw unfit("names no model in " + place);
        }
        try {
            return new PriceTable.Row(
                    names,
                    new Price(
                            needed(row, "input", place),
                            number(row, "cachedInput", place),
                            needed(row, "output", place),
                            number(row, "batchDiscount", place).orElse(usualDiscount)));
        } catch (IllegalArgumentException e) {
            throw unfit("is wrong in " + place + ": " + e.getMessage());
        }
    }

    private LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw unfit("has no date like 2026-01-31");
        }
    }

    private BigDecimal needed(JsonNode node, String member, String place) {
        return number(node, member, place).orElseThrow(() -> unfit("has no " + member + " in " + place));
    }

    private Optional<BigDecimal> number(JsonNode node, String member, String place) {
        JsonNode value = node.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isNumber()) {
            throw unfit("holds no number as " + member + " in " + place);
        }
        return Optional.of(value.decimalValue());
    }

    private void known(JsonNode node, Set<String> members, String place) {
        if (!node.isObject()) {
            throw unfit("holds no object as " + place);
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!members.contains(name)) {
                throw unfit("has an unknown member " + name + " in " + place);
            }
        });
    }

    private UnfitPrices unfit(String what) {
        return new UnfitPrices(file + " " + what + ".");
    }
}
