package dev.sheaf.bulk;

import dev.sheaf.rows.SeenIds;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where in a provider's output and error files each custom_id's line is, in whatever order they came: 40 to 80 bytes a
 * request, however long the replies are. A line with a reply counts more than one without, the first more than a later.
 */
final class OutputIndex implements Closeable {
    private static final int PIECE = 1 << 16;
    private static final int LONGEST = 16 << 20;

    private final List<FileChannel> files = new ArrayList<>();
    private long[] ids = new long[1024];
    private long[] places = new long[1024];
    private int[] sizes = new int[1024];
    private byte[] kinds = new byte[1024];
    private int size;
    private long doubled;
    private long unreadable;

    private static final byte NOTHING = 1;
    private static final byte REPLY = 2;
    private static final int FILE_SHIFT = 48;

    static OutputIndex of(List<Path> files) throws IOException {
        OutputIndex index = new OutputIndex();
        for (Path file : files) {
            index.read(file);
        }
        return index;
    }

    private void read(Path file) throws IOException {
        files.add(FileChannel.open(file));
        Reading reading = new Reading(files.size() - 1);
        Lines lines = new Lines(LONGEST, reading);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = new byte[PIECE];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                for (int from = 0; from < count; ) {
                    int end = lineEnd(piece, from, count);
                    lines.feed(piece, from, end - from);
                    reading.at += end - from;
                    if (piece[end - 1] == '\n') {
                        reading.begin = reading.at;
                    }
                    from = end;
                }
            }
            lines.end();
        }
    }

    private static int lineEnd(byte[] piece, int from, int count) {
        int end = from;
        while (end < count && piece[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, count);
    }

    /** Notes where lines begin as they are taken. */
    private final class Reading implements Lines.Taker {
        private final int file;
        private long at;
        private long begin;

        Reading(int file) {
            this.file = file;
        }

        @Override
        public void line(long number, byte[] bytes, int offset, int length) {
            if (!new String(bytes, offset, length, StandardCharsets.ISO_8859_1).isBlank()) {
                parse(bytes, offset, length)
                        .ifPresentOrElse(
                                line -> put(line, (long) file << FILE_SHIFT | begin, length), () -> unreadable++);
            }
        }

        @Override
        public void tooLong(long number) {
            unreadable++;
        }
    }

    private static Optional<OutputLine> parse(byte[] bytes, int offset, int length) {
        try {
            // a reply with bytes that are no UTF-8 would be read as something that nobody wrote
            return OutputLine.read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private void put(OutputLine line, long place, int length) {
        if (2 * size >= ids.length) {
            grow();
        }
        long id = digest(line.customId());
        int at = find(id);
        byte kind = line.isReply() ? REPLY : NOTHING;
        if (ids[at] == 0) {
            size++;
        } else {
            doubled++;
            if (kinds[at] >= kind) {
                return;
            }
        }
        set(at, id, place, length, kind);
    }

    private void set(int at, long id, long place, int length, byte kind) {
        ids[at] = id;
        places[at] = place;
        sizes[at] = length;
        kinds[at] = kind;
    }

    private int find(long id) {
        int at = (int) id & ids.length - 1;
        while (ids[at] != 0 && ids[at] != id) {
            at = at + 1 & ids.length - 1;
        }
        return at;
    }

    private void grow() {
        long[] oldIds = ids;
        long[] oldPlaces = places;
        int[] oldSizes = sizes;
        byte[] oldKinds = kinds;
        ids = new long[oldIds.length * 2];
        places = new long[ids.length];
        sizes = new int[ids.length];
        kinds = new byte[ids.length];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != 0) {
                set(find(oldIds[i]), oldIds[i], oldPlaces[i], oldSizes[i], oldKinds[i]);
            }
        }
    }

    /** The first 64 bits of a SHA-256, as for rows' ids; never 0. */
    private static long digest(String id) {
        return SeenIds.digest(id);
    }

    boolean has(String id) {
        return ids[find(digest(id))] != 0;
    }

    /** The line of this id; empty where there is none. */
    Optional<OutputLine> line(String id) throws IOException {
        int at = find(digest(id));
        if (ids[at] == 0) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(sizes[at]);
        FileChannel file = files.get((int) (places[at] >>> FILE_SHIFT));
        long from = places[at] & (1L << FILE_SHIFT) - 1;
        while (bytes.hasRemaining()) {
            int count = file.read(bytes, from + bytes.position());
            if (count < 0) {
                throw new EOFException("an output file has become shorter while it was read");
            }
        }
        return parse(bytes.array(), 0, bytes.capacity())
                .filter(line -> line.customId().equals(id));
    }

    /** Ids that the files speak of. */
    long size() {
        return size;
    }

    /** Lines beside the first of their id. */
    long doubled() {
        return doubled;
    }

    /** Lines that are none: cut, damaged, or without an id. */
    long unreadable() {
        return unreadable;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files) {
            file.close();
        }
    }
}
