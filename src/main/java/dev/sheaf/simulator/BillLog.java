package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the bill is made of, record by record, where it has to outlive the process; and the hashes of the custom_ids of
 * each billed batch. Not safe for several threads.
 */
final class BillLog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BillLog.class.getName());
    private static final int LONGEST = 1024 * 1024;

    private final Vault vault;
    private final ObjectMapper json;
    private @Nullable FileChannel channel;

    BillLog(Vault vault, ObjectMapper json) {
        this.vault = vault;
        this.json = json;
    }

    private Path path() {
        return vault.bill().resolve("bill.log");
    }

    private Path ids(String batch) {
        return vault.bill().resolve(batch + ".ids");
    }

    /** Tells what an earlier run wrote; records that a crash cut are left out. */
    void replay(Consumer<JsonNode> taker) {
        if (!Files.exists(path())) {
            return;
        }
        try (LineReader lines = new LineReader(path(), 0, LONGEST)) {
            for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
                replay(line, taker);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replay(LineReader.Line line, Consumer<JsonNode> taker) throws IOException {
        try {
            taker.accept(json.readTree(line.bytes()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException cut) {
            LOG.log(System.Logger.Level.WARNING, "A damaged record of the bill is left out.");
        }
    }

    /** Writes the state that the records came to in their place, and goes on behind it. */
    void begin(Consumer<Consumer<JsonNode>> state) {
        if (!vault.lasting()) {
            return;
        }
        Path fresh = path().resolveSibling("bill.log.new");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
                state.accept(record -> write(out, record));
            }
            closeChannel();
            Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel = FileChannel.open(path(), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(OutputStream out, JsonNode record) {
        try {
            out.write((record + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(JsonNode record) {
        FileChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap((record + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void keepIds(String batch, long[] hashes) {
        if (!vault.lasting()) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(hashes.length * Long.BYTES);
        bytes.asLongBuffer().put(hashes);
        try {
            Files.write(ids(batch), bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a batch that is on the bill. */
    LongBuffer readIds(String batch) {
        try {
            return Files.exists(ids(batch))
                    ? ByteBuffer.wrap(Files.readAllBytes(ids(batch))).asLongBuffer()
                    : LongBuffer.allocate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void dropIds() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(vault.bill(), "*.ids")) {
            all.forEach(vault::drop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void closeChannel() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        try {
            closeChannel();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The bill could not be closed.", e);
        }
    }
}
