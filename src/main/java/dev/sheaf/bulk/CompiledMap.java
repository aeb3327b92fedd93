package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Slot;
import dev.sheaf.rows.Json;
import dev.sheaf.rows.Reason;
import dev.sheaf.rows.Row;
import dev.sheaf.task.Item;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a round's map, or the bad rows, line by line in the order of their rows. */
final class CompiledMap implements Closeable {
    private final Compiled compiled;
    private final RowIntake intake;
    private final BufferedReader in;

    CompiledMap(Compiled compiled, Path file) throws IOException {
        this.compiled = compiled;
        this.intake = new RowIntake(compiled.source(), compiled.task());
        this.in = Files.newBufferedReader(file);
        if (compiled.source().isCsv()) {
            intake.expect(compiled.source().header());
        }
    }

    /** A row as it came, under its number. */
    record Copy(long seq, long line, String cells, Row row) {}

    /** @param slots in the order of the prompt; @param rows beside them */
    record Request(String id, int file, int echo, List<Slot> slots, List<Copy> rows) {
        Pack pack() {
            return new Pack(slots, echo);
        }

        long first() {
            return rows.stream().mapToLong(Copy::seq).min().orElseThrow();
        }

        long last() {
            return rows.stream().mapToLong(Copy::seq).max().orElseThrow();
        }
    }

    /** The next request's id and file alone; absent at the end. */
    @Nullable
    JsonNode nextHead() throws IOException {
        String line = in.readLine();
        return line == null ? null : Json.MAPPER.readTree(line);
    }

    @Nullable
    Request next() throws IOException {
        JsonNode line = nextHead();
        if (line == null) {
            return null;
        }
        List<Slot> slots = new ArrayList<>();
        List<Copy> rows = new ArrayList<>();
        for (JsonNode slot : line.path("slots")) {
            Copy copy = copy(slot, null);
            NewItem item = intake.item(copy.row());
            slots.add(new Slot(slot.path("slot").intValue(), rows.size(), new Item(item.id(), item.text())));
            rows.add(copy);
        }
        if (rows.isEmpty()) {
            throw new IOException("the map holds a request without rows");
        }
        return new Request(
                line.path("custom_id").asText(),
                line.path("file").intValue(),
                line.path("echo").intValue(),
                slots,
                rows);
    }

    /** The next row that could not be asked about; its fault says why. */
    @Nullable
    Copy nextBad() throws IOException {
        JsonNode line = nextHead();
        if (line == null) {
            return null;
        }
        JsonNode error = line.path("error");
        return copy(
                line,
                new Reason(error.path("code").asText(), error.path("message").asText()));
    }

    private Copy copy(JsonNode node, @Nullable Reason fault) {
        long line = node.path("line").longValue();
        JsonNode cells = node.path("cells");
        return new Copy(node.path("row").longValue(), line, Json.compact(cells), row(cells, line, fault));
    }

    private Row row(JsonNode cells, long line, @Nullable Reason fault) {
        if (cells instanceof ObjectNode object) {
            return new Row.Members(object, line, fault);
        }
        List<String> texts = new ArrayList<>();
        cells.forEach(cell -> texts.add(cell.asText()));
        return new Row.Cells(compiled.source().header(), texts, line, fault);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
