package dev.sheaf.bulk;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Priority;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Slot;
import dev.sheaf.pack.Weighed;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Writes a round's request files and their map, each file within the provider's bounds; they appear when they are whole. */
final class RoundFiles implements Closeable {
    private static final int PIECE = 1 << 16;
    private static final String DRAFT = ".draft";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
            .build();

    private final Compiled compiled;
    private final ChatWire wire;
    private final int round;
    private final SplittableRandom seeds;
    private final OutputStream map;
    private final List<Path> files = new ArrayList<>();
    private final Reused line = new Reused();
    private @Nullable OutputStream requests;
    private long requestsInFile;
    private long bytesInFile;
    private long count;

    RoundFiles(Compiled compiled, ChatWire wire, int round) throws IOException {
        this.compiled = compiled;
        this.wire = wire;
        this.round = round;
        // the same rows and the same task make the same files
        this.seeds = new SplittableRandom(
                Long.parseUnsignedLong(compiled.task().task().version(), 16) + round);
        this.map = open(compiled.map(round));
    }

    /** A row that is asked about. */
    record Asked(long seq, long line, String cells, Weighed item) {}

    long count() {
        return count;
    }

    List<Path> files() {
        return List.copyOf(files);
    }

    /** An id of its own for the next request: of the task's version, the round and the number. */
    String nextId() {
        return compiled.task().task().version().substring(0, 8) + "-" + round + "-" + (count + 1);
    }

    /** Writes one request, and what it holds. */
    void add(String id, List<Asked> rows) throws IOException {
        Pack pack = compiled.task()
                .prompt()
                .lay(rows.stream().map(row -> row.item().item()).toList(), seeds.nextLong());
        writeLine(id, pack);
        if (requests == null
                || requestsInFile == RequestFileCheck.MOST_REQUESTS
                || bytesInFile + line.size() > RequestFileCheck.MOST_BYTES) {
            nextFile();
        }
        line.writeTo(requests);
        bytesInFile += line.size();
        requestsInFile++;
        count++;
        writeMap(id, pack, rows);
    }

    private void nextFile() throws IOException {
        closeRequests();
        Path file = compiled.requests(round, files.size() + 1);
        files.add(file);
        requests = open(file);
        requestsInFile = 0;
        bytesInFile = 0;
    }

    private void writeLine(String id, Pack pack) throws IOException {
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("custom_id", id);
            json.writeStringField("method", "POST");
            json.writeStringField("url", RequestLines.ENDPOINT);
            json.writeFieldName("body");
            JSON.writeTree(json, wire.body(compiled.task().prompt().ask(pack, "compiled", Priority.BULK, "")));
            json.writeEndObject();
        }
        line.write('\n');
        if (line.size() > RequestFileCheck.MOST_BYTES) {
            throw new IOException("one request is larger than a file may be");
        }
    }

    private void writeMap(String id, Pack pack, List<Asked> rows) throws IOException {
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("custom_id", id);
            json.writeNumberField("file", files.size());
            json.writeNumberField("echo", pack.echoWords());
            json.writeArrayFieldStart("slots");
            for (Slot slot : pack.slots()) {
                Asked row = rows.get(slot.index());
                json.writeStartObject();
                json.writeNumberField("slot", slot.number());
                json.writeNumberField("row", row.seq());
                json.writeNumberField("line", row.line());
                json.writeFieldName("cells");
                json.writeRawValue(row.cells());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        line.write('\n');
        line.writeTo(map);
    }

    /** Everything is written: the files take their places, the map last. */
    void finish() throws IOException {
        closeRequests();
        map.close();
        for (Path file : files) {
            Files.move(draft(file), file, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(draft(compiled.map(round)), compiled.map(round), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was not finished leaves nothing. */
    @Override
    public void close() throws IOException {
        closeRequests();
        map.close();
        for (Path file : files) {
            Files.deleteIfExists(draft(file));
        }
        Files.deleteIfExists(draft(compiled.map(round)));
    }

    private void closeRequests() throws IOException {
        if (requests != null) {
            requests.close();
        }
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(draft(file)), PIECE);
    }

    private static Path draft(Path file) {
        return file.resolveSibling(file.getFileName() + DRAFT);
    }

    /** A line's bytes in an array that is used again. */
    private static final class Reused extends ByteArrayOutputStream {
        @Override
        public String toString() {
            return toString(StandardCharsets.UTF_8);
        }
    }
}
