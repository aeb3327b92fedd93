package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.sheaf.simulator.LineAnswer.Kind;
import dev.sheaf.simulator.LineAnswer.Place;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes the output and the error file of a batch that ends, lines in any order; the same again after a crash. */
final class BatchFiles {
    private static final byte[] NOTHING = new byte[0];

    private final FileShelf files;
    private final ObjectMapper json;

    BatchFiles(FileShelf files, ObjectMapper json) {
        this.files = files;
        this.json = json;
    }

    /** What is on file, and what it is billed. */
    record Closed(Batch.Yield yielded, Receipt receipt) {}

    /**
     * @param log how far it came
     * @param rest why the other lines are not answered; absent where all are
     */
    Closed close(Batch batch, Path answers, Path input, AnswerLog log, LineWork.@Nullable Unanswered rest)
            throws IOException {
        Sorted sorted = sort(batch, answers);
        sorted.output.shuffle(Seeds.random(Seeds.mix(batch.birth().chance(), 105)));
        String output = sorted.output.size() == 0 ? null : output(batch, answers, sorted);
        String errors = errors(batch, answers, input, sorted.errors, log, rest);
        Batch.Counts counts = log.counts();
        if (batch.carries(Fault.BATCH_COUNTS_LIE)) {
            counts = new BatchChance(batch.birth(), batch.found().lines()).lie(counts);
        }
        var yielded = new Batch.Yield(output, errors, counts, sorted.total.usage());
        return new Closed(yielded, sorted.receipt(batch));
    }

    /** Where each line stands in the log, by the file that it goes to, and what it costs. */
    private static final class Sorted {
        private final Lines output = new Lines();
        private final Lines errors = new Lines();
        private final Lines delivered = new Lines();
        private Receipt.Part total = Receipt.Part.NONE;
        private Receipt.Part lost = Receipt.Part.NONE;

        void take(long place, LineAnswer answer) {
            if (answer.place() == Place.OUTPUT) {
                output.add(place);
            } else if (answer.place() == Place.ERRORS) {
                errors.add(place);
            }
            if (answer.kind().billed()) {
                total = total.plus(answer.usage());
            }
        }

        /** Once it is known what becomes of its line. */
        void settle(LineAnswer answer, boolean readable) {
            if (answer.kind() == Kind.PAID && readable) {
                delivered.add(answer.custom());
            } else if (answer.kind().billed()) {
                lost = lost.plus(answer.usage());
            }
        }

        Receipt receipt(Batch batch) {
            return new Receipt(batch.id(), batch.found().model(), total, lost, delivered.all());
        }
    }

    private static Sorted sort(Batch batch, Path answers) throws IOException {
        Sorted sorted = new Sorted();
        if (!Files.exists(answers)) {
            return sorted;
        }
        try (LineReader lines = new LineReader(answers, 0, AnswerLog.LONGEST)) {
            long place = 0;
            for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
                sorted.take(Places.pack(place, line.bytes().length), LineAnswer.read(line.bytes()));
                place = line.next();
            }
        }
        return sorted;
    }

    /** The custom_id of a hash, looked for in the log. */
    String name(Path answers, long custom) {
        try (LineReader lines = new LineReader(answers, 0, AnswerLog.LONGEST)) {
            for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
                LineAnswer answer = LineAnswer.read(line.bytes());
                if (answer.custom() == custom) {
                    return json.readTree(answer.json()).path("custom_id").asText();
                }
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String output(Batch batch, Path answers, Sorted sorted) throws IOException {
        String id = Ids.of("file-", batch.birth().chance(), Seeds.of(batch.id()));
        boolean empty = batch.carries(Fault.BATCH_EMPTY_FILE);
        try (Writer writer = new Writer(files.draft(id), batch);
                Places places = new Places(answers)) {
            for (int i = 0; i < sorted.output.size(); i++) {
                LineAnswer answer = places.at(sorted.output.get(i));
                boolean cut = i == sorted.output.size() - 1 && batch.carries(Fault.BATCH_CUT_LINE);
                sorted.settle(answer, !empty && !cut);
                writer.write(empty ? NOTHING : answer.json(), cut);
            }
        }
        return add(batch, id, "output");
    }

    private @Nullable String errors(
            Batch batch, Path answers, Path input, Lines lines, AnswerLog log, LineWork.@Nullable Unanswered rest)
            throws IOException {
        String id = Ids.of("file-", batch.birth().chance(), Seeds.of(batch.id()) + 1);
        long written = lines.size();
        try (Writer writer = new Writer(files.draft(id), batch)) {
            failed(answers, lines, writer);
            written += rest == null ? 0 : unanswered(input, log, rest, writer);
        }
        if (written > 0) {
            return add(batch, id, "error");
        }
        files.dropDraft(id);
        return batch.carries(Fault.BATCH_EMPTY_ERROR_ID) ? "" : null;
    }

    private static void failed(Path answers, Lines lines, Writer writer) throws IOException {
        if (lines.size() == 0) {
            return;
        }
        try (Places places = new Places(answers)) {
            for (int i = 0; i < lines.size(); i++) {
                writer.write(places.at(lines.get(i)).json(), false);
            }
        }
    }

    private long unanswered(Path input, AnswerLog log, LineWork.Unanswered rest, Writer writer) throws IOException {
        long written = 0;
        try (LineReader lines = new LineReader(input, log.next(), RequestLine.LONGEST)) {
            for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
                if (!line.blank()) {
                    String custom =
                            json.readTree(line.bytes()).path("custom_id").asText();
                    String id = Ids.of("batch_req_", Seeds.of(custom), log.requests() + written);
                    writer.write(LineWork.line(id, custom, NullNode.instance, rest.error()), false);
                    written++;
                }
            }
        }
        return written;
    }

    /** Lines of the log by their places. */
    private static final class Places implements AutoCloseable {
        private static final int LENGTH_BITS = 29;

        private final RandomAccessFile file;

        Places(Path answers) throws IOException {
            this.file = new RandomAccessFile(answers.toFile(), "r");
        }

        static long pack(long place, int length) {
            return place << LENGTH_BITS | length;
        }

        LineAnswer at(long packed) throws IOException {
            byte[] line = new byte[(int) (packed & (1L << LENGTH_BITS) - 1)];
            file.seek(packed >>> LENGTH_BITS);
            file.readFully(line);
            return LineAnswer.read(line);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private String add(Batch batch, String id, String kind) {
        int seconds = batch.birth().order().outputSeconds();
        return files.add(id, batch.id() + "_" + kind + ".jsonl", "batch_output", 0, seconds)
                .id();
    }

    /** Lines as a batch has them. */
    private static final class Writer implements AutoCloseable {
        private final OutputStream out;
        private final byte[] end;

        Writer(Path path, Batch batch) throws IOException {
            this.out = new BufferedOutputStream(Files.newOutputStream(path), 64 * 1024);
            this.end = (batch.carries(Fault.BATCH_CRLF) ? "\r\n" : "\n").getBytes(StandardCharsets.US_ASCII);
        }

        void write(byte[] line, boolean cut) throws IOException {
            if (cut) {
                out.write(line, 0, line.length / 2);
            } else if (line.length > 0) {
                out.write(line);
                out.write(end);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
