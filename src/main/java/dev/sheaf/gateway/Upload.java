package dev.sheaf.gateway;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stores the one file of a form as it comes. What the form says of it may stand before or after it. */
final class Upload implements FormReader.Parts {
    private static final int LONGEST_FIELD = 1_024;

    private final Function<String, NewFile> named;
    private final FileStore store;
    private final long most;
    private final FormReader form;
    private final UploadFields fields = new UploadFields();
    private final ByteArrayOutputStream field = new ByteArrayOutputStream();

    private @Nullable PartHead part;
    private @Nullable NewFile file;
    private @Nullable FileWriter writer;
    private long bytes;

    /**
     * @param named a new file of that name
     * @param most bytes in the file
     */
    Upload(@Nullable String contentType, Function<String, NewFile> named, FileStore store, long most) {
        this.form = FormReader.of(contentType, this);
        this.named = named;
        this.store = store;
        this.most = most;
    }

    /** Done when what was in the piece is stored. */
    Uni<Void> take(Buffer piece) {
        form.read(piece.getBytes());
        FileWriter begun = writer;
        return begun == null ? Uni.createFrom().voidItem() : begun.flush();
    }

    @Override
    public void begin(PartHead head) {
        part = head;
        field.reset();
        if (head.name().equals(UploadFields.FILE)) {
            begin(head.filename());
        }
    }

    private void begin(@Nullable String name) {
        if (writer != null) {
            throw ApiError.invalid("The form has more than one file.", UploadFields.FILE);
        }
        if (name == null || name.isEmpty()) {
            throw ApiError.invalid("The part 'file' is no file: it has no filename.", UploadFields.FILE);
        }
        NewFile begun = named.apply(name);
        file = begun;
        writer = new FileWriter(store, begun);
    }

    @Override
    public void data(byte[] piece, int from, int to) {
        String name = part == null ? "" : part.name();
        if (name.equals(UploadFields.FILE)) {
            write(piece, from, to);
        } else if (UploadFields.isKnown(name)) {
            field.write(piece, from, to - from);
            expectShort(name);
        }
    }

    private void write(byte[] piece, int from, int to) {
        bytes += to - from;
        if (bytes > most) {
            throw ApiError.fileTooLarge(most);
        }
        if (writer != null) {
            writer.take(piece, from, to);
        }
    }

    private void expectShort(String name) {
        if (field.size() > LONGEST_FIELD) {
            throw ApiError.invalid("The field has more than " + LONGEST_FIELD + " bytes.", name);
        }
    }

    @Override
    public void end() {
        if (part != null && UploadFields.isKnown(part.name())) {
            fields.put(part.name(), field.toString(StandardCharsets.UTF_8));
        }
    }

    /** When all of the form was taken. */
    Uni<StoredFile> finish() {
        form.end();
        NewFile begun = file;
        FileWriter written = writer;
        if (begun == null || written == null) {
            throw ApiError.missing(UploadFields.FILE);
        }
        Instant expiry = fields.expiry(begun.createdAt());
        return written.finish(begun.expiring(expiry));
    }

    /** Leaves nothing behind. */
    Uni<Void> abandon() {
        FileWriter begun = writer;
        return begun == null ? Uni.createFrom().voidItem() : begun.abandon();
    }
}
