package dev.sheaf.rest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A body as it was before it was packed; what comes out of it is bounded as what goes in. */
final class Unpacked extends FilterInputStream {
    private final long limit;
    private long read;

    private Unpacked(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    /**
     * @param encoding the header {@code Content-Encoding}
     * @throws Refused where it is none that can be read
     */
    static InputStream of(InputStream body, @Nullable String encoding, long limit) {
        return switch (encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> body;
            case "gzip", "x-gzip" -> new Unpacked(new Later(body), limit);
            default ->
                throw new Refused(
                        ProblemKind.UNSUPPORTED_MEDIA_TYPE, "Send the file as it is, or packed with gzip.", List.of());
        };
    }

    /** Its header is read with the rest, by the thread that may wait. */
    private static final class Later extends InputStream {
        private final InputStream packed;
        private @Nullable InputStream open;

        Later(InputStream packed) {
            this.packed = packed;
        }

        private InputStream open() throws IOException {
            InputStream known = open;
            if (known == null) {
                known = new GZIPInputStream(packed, 1 << 14);
                open = known;
            }
            return known;
        }

        @Override
        public int read() throws IOException {
            return open().read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return open().read(target, offset, length);
        }

        @Override
        public void close() throws IOException {
            packed.close();
        }
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        count(Math.max(0, count));
        return count;
    }

    private void count(int more) throws IOException {
        read += more;
        if (read > limit) {
            throw new BodyStream.TooLarge();
        }
    }
}
