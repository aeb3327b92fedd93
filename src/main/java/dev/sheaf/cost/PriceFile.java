package dev.sheaf.cost;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sheaf.model.ModelProfile;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads a table of prices from YAML, strictly: a misread price is worse than none. */
final class PriceFile {
    private static final Set<String> TABLE = Set.of("date", "source", "batchDiscount", "models");
    private static final Set<String> RATES = Set.of("input", "cachedInput", "output");
    private static final Set<String> ROW =
            Set.of("names", "input", "cachedInput", "output", "batch", "flex", "batchDiscount", "context", "encoding");

    private static final int MOST_DIGITS = 9;

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
        Optional<BigDecimal> discount = discount(table, "the table");
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

    private PriceTable.Row row(JsonNode row, Optional<BigDecimal> usualDiscount, String place) {
        known(row, ROW, place);
        List<String> names = new ArrayList<>();
        row.path("names").forEach(name -> names.add(name.asText()));
        if (names.isEmpty()) {
            throw unfit("names no model in " + place);
        }
        return new PriceTable.Row(names, price(row, usualDiscount, place), context(row, place), encoding(row, place));
    }

    private Price price(JsonNode row, Optional<BigDecimal> usualDiscount, String place) {
        Rates list = rates(row, place);
        Optional<BigDecimal> discount =
                discount(row, place).or(() -> usualDiscount).filter(any -> !row.has("batch"));
        return new Price(list, own(row, "batch", place).or(() -> discount.map(list::less)), own(row, "flex", place));
    }

    private Optional<Rates> own(JsonNode row, String tariff, String place) {
        if (!row.has(tariff)) {
            return Optional.empty();
        }
        String within = place + "." + tariff;
        known(row.path(tariff), RATES, within);
        return Optional.of(rates(row.path(tariff), within));
    }

    private Rates rates(JsonNode node, String place) {
        try {
            return new Rates(
                    needed(node, "input", place), number(node, "cachedInput", place), needed(node, "output", place));
        } catch (IllegalArgumentException e) {
            throw unfit("is wrong in " + place + ": " + e.getMessage());
        }
    }

    private Optional<BigDecimal> discount(JsonNode node, String place) {
        Optional<BigDecimal> discount = number(node, "batchDiscount", place);
        if (discount.filter(it -> it.signum() < 0 || it.compareTo(BigDecimal.ONE) > 0)
                .isPresent()) {
            throw unfit("is wrong in " + place + ": a discount is from 0 to 1");
        }
        return discount;
    }

    private OptionalInt context(JsonNode row, String place) {
        Optional<BigDecimal> tokens = number(row, "context", place);
        if (tokens.filter(it -> it.signum() <= 0 || it.scale() > 0 || it.precision() > MOST_DIGITS)
                .isPresent()) {
            throw unfit("holds no number of tokens as context in " + place);
        }
        return tokens.map(it -> OptionalInt.of(it.intValue())).orElse(OptionalInt.empty());
    }

    private Optional<ModelProfile.Encoding> encoding(JsonNode row, String place) {
        if (!row.has("encoding")) {
            return Optional.empty();
        }
        String name = row.path("encoding").asText();
        return Optional.of(Arrays.stream(ModelProfile.Encoding.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> unfit("knows no encoding \"" + name + "\" in " + place + ": o200k or cl100k")));
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
