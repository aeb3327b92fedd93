package dev.sheaf.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The answers of a batch that is under way, in the order of its lines; what a crash cut short is asked again. */
final class AnswerLog {
    /** Longer than any answer. */
    static final int LONGEST = 256 * 1024 * 1024;

    private final Path path;
    private long requests;
    private long completed;
    private long next;

    /** Takes up what is there. */
    AnswerLog(Path path) throws IOException {
        this.path = path;
        if (Files.exists(path)) {
            cut(readWhole());
        }
    }

    private long readWhole() throws IOException {
        long whole = 0;
        try (LineReader lines = new LineReader(path, 0, LONGEST)) {
            LineReader.Line line = lines.next();
            while (line != null && line.ended()) {
                count(LineAnswer.read(line.bytes()));
                whole = line.next();
                line = lines.next();
            }
        }
        return whole;
    }

    private void cut(long whole) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(whole);
        }
    }

    private void count(LineAnswer answer) {
        next = answer.next();
        if (answer.kind() != LineAnswer.Kind.EXTRA) {
            requests++;
            completed += answer.kind().completed() ? 1 : 0;
        }
    }

    /** How many requests are answered. */
    long requests() {
        return requests;
    }

    Batch.Counts counts() {
        return new Batch.Counts(completed, requests - completed);
    }

    /** Where the first line without an answer begins. */
    long next() {
        return next;
    }

    void add(List<LineAnswer> answers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        answers.forEach(answer -> answer.write(bytes));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
        answers.forEach(this::count);
    }
}
