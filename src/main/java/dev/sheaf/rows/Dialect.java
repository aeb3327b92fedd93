package dev.sheaf.rows;

import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is written, so that what comes out is written as what came in.
 *
 * @param bom whether it begins with a byte order mark, without which some spreadsheets misread UTF-8
 */
public record Dialect(char delimiter, LineDelimiter lineEnd, boolean bom) {
    static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int FAR_ENOUGH = 1 << 16;
    private static final String CANDIDATES = ",;\t|";

    /** As a file is to be written. */
    public static Dialect of(char delimiter, boolean crlf, boolean bom) {
        return new Dialect(delimiter, crlf ? LineDelimiter.CRLF : LineDelimiter.LF, bom);
    }

    /** Whether its lines end in CR LF. */
    public boolean crlf() {
        return lineEnd == LineDelimiter.CRLF;
    }

    /**
     * Reads as far as the header's end and goes back to the file's begin, behind its byte order mark.
     *
     * @param delimiter as the user said; absent: the candidate that occurs most often in the header
     */
    static Dialect of(BufferedInputStream in, @Nullable Character delimiter) throws IOException {
        String header = header(in);
        boolean bom = header.startsWith(latin(BOM));
        if (bom) {
            in.skipNBytes(BOM.length);
        }
        if (header.startsWith("\u00ff\u00fe") || header.startsWith("\u00fe\u00ff")) {
            throw new UnfitFile("utf16", "The file is UTF-16: save it as UTF-8.");
        }
        return new Dialect(delimiter == null ? mostFrequent(header) : delimiter, lineEnd(header), bom);
    }

    private static String header(BufferedInputStream in) throws IOException {
        in.mark(FAR_ENOUGH);
        StringBuilder header = new StringBuilder();
        boolean quoted = false;
        int next = in.read();
        while (next >= 0 && (quoted || next != '\n') && header.length() < FAR_ENOUGH - 1) {
            quoted ^= next == '"';
            header.append((char) next);
            next = in.read();
        }
        in.reset();
        return header.append(next == '\n' ? "\n" : "").toString();
    }

    private static char mostFrequent(String header) {
        String bare = header.replaceAll("\"[^\"]*\"", "");
        char best = ',';
        for (char candidate : CANDIDATES.toCharArray()) {
            if (count(bare, candidate) > count(bare, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(it -> it == wanted).count();
    }

    private static LineDelimiter lineEnd(String header) {
        return header.endsWith("\r\n") ? LineDelimiter.CRLF : LineDelimiter.LF;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
