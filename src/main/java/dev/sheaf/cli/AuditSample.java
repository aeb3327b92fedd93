package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.CsvRowsIn;
import dev.sheaf.rows.Format;
import dev.sheaf.rows.Json;
import dev.sheaf.rows.RowsIn;
import dev.sheaf.rows.TextColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Some of a file's rows, each as likely as any other; no more of them are held than are asked. */
final class AuditSample {
    private final AuditOptions options;
    private final JsonNode definition;
    private final DoubleSupplier chance;
    private final List<Entry> kept = new ArrayList<>();
    private long rows;
    private long bad;

    /** @param definition of the task, as the service has it */
    AuditSample(AuditOptions options, JsonNode definition, DoubleSupplier chance) {
        this.options = options;
        this.definition = definition;
        this.chance = chance;
    }

    /** Rows of the file that cannot be asked about. */
    long bad() {
        return bad;
    }

    /** Reads the file; the order for the service. */
    ObjectNode read(Source source) {
        Questions questions = new Questions(definition.path("input").isTextual(), options.text, options.id);
        try (RowsIn in = open(source)) {
            if (in instanceof CsvRowsIn csv) {
                questions.expect(csv.header());
                expectLabel(csv.header());
            }
            for (var row = in.next(); row != null; row = in.next()) {
                keep(questions.of(row));
            }
        } catch (IOException e) {
            throw CommandFailure.refused("Cannot read " + source.name() + ": " + SheafClient.said(e) + '.');
        }
        return order();
    }

    private RowsIn open(Source source) throws IOException {
        return options.formatIn() == Format.CSV ? RowsIn.csv(source, options.delimiter) : RowsIn.ndjson(source);
    }

    private void expectLabel(List<String> columns) {
        if (options.label != null) {
            TextColumn.existing(columns, options.label, "--label");
        }
    }

    /** Algorithm R (J. S. Vitter, Random sampling with a reservoir, ACM TOMS 11, 1985). */
    private void keep(Entry entry) {
        if (!entry.isAsked()) {
            bad++;
            return;
        }
        rows++;
        if (kept.size() < options.sample) {
            kept.add(entry);
            return;
        }
        long place = (long) (chance.getAsDouble() * rows);
        if (place < options.sample) {
            kept.set((int) place, entry);
        }
    }

    private ObjectNode order() {
        ObjectNode order = Json.object();
        ArrayNode items = order.putArray("items");
        kept.forEach(entry -> items.add(item(entry)));
        if (options.label != null) {
            ObjectNode labels = order.putObject("labels");
            kept.forEach(entry -> label(entry, options.label, labels));
        }
        if (!options.sizes.isEmpty()) {
            ArrayNode sizes = order.putArray("sizes");
            options.sizes.forEach(sizes::add);
        }
        order.put("repetitions", options.repetitions);
        if (options.maxCost != null) {
            order.put("maxCost", options.maxCost);
        }
        return order.put("estimateOnly", options.estimate);
    }

    /** The true answer is not to be seen by the model. */
    private JsonNode item(Entry entry) {
        ObjectNode item = Objects.requireNonNull(entry.item()).deepCopy();
        if (options.label != null && item.path("columns") instanceof ObjectNode columns) {
            columns.remove(options.label);
        }
        return item;
    }

    private void label(Entry entry, String column, ObjectNode labels) {
        String cell = entry.row().text(column);
        if (cell != null && !cell.isBlank()) {
            labels.set(entry.id(), truth(entry, cell.strip()));
        }
    }

    private JsonNode truth(Entry entry, String cell) {
        if (!definition.path("labels").isArray()) {
            return object(entry, cell);
        }
        if (!definition.path("multiple").asBoolean()) {
            return Json.MAPPER.getNodeFactory().textNode(known(entry, cell));
        }
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (String one : cell.split(";", -1)) {
            all.add(known(entry, one.strip()));
        }
        return all;
    }

    private static JsonNode object(Entry entry, String cell) {
        JsonNode truth = Json.lenient(cell.getBytes(StandardCharsets.UTF_8));
        if (!truth.isObject()) {
            throw CommandFailure.refused("The true answer of line "
                    + entry.row().line() + " (--label) is no JSON object with the task's fields.");
        }
        return truth;
    }

    private String known(Entry entry, String label) {
        for (JsonNode one : definition.path("labels")) {
            if (label.equals(name(one))) {
                return label;
            }
        }
        throw CommandFailure.refused("The true answer of line " + entry.row().line() + " (--label), \"" + label
                + "\", is none of the task's labels.");
    }

    private static @Nullable String name(JsonNode label) {
        return label.isTextual() ? label.textValue() : label.path("name").textValue();
    }
}
