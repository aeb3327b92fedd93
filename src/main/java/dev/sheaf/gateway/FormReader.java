package dev.sheaf.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a form apart ({@code multipart/form-data}, RFC 7578 and 2046) as it comes, in pieces cut anywhere. Holds no more than
 * what may be the beginning of a delimiter, or the headers of one part.
 */
final class FormReader {
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int LONGEST_BOUNDARY = 70;
    private static final int MOST_PARTS = 100;
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    /** What is in a form, in its order. */
    interface Parts {
        void begin(PartHead head);

        void data(byte[] bytes, int from, int to);

        void end();
    }

    private enum At {
        PREAMBLE,
        DELIMITER,
        HEAD,
        BODY,
        EPILOGUE
    }

    private final Parts parts;
    private final byte[] delimiter;
    private At place = At.PREAMBLE;
    private int count;
    /** What was not yet taken in, from {@link #next} on. The line end before the first delimiter may be missing. */
    private byte[] window = LINE_END;

    private int next;

    private FormReader(String boundary, Parts parts) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.parts = parts;
    }

    /** @throws ApiError 400 where the content is no such form */
    static FormReader of(@Nullable String contentType, Parts parts) {
        HeaderValue type = HeaderValue.read(contentType == null ? "" : contentType);
        String boundary = type.parameter("boundary");
        boolean isForm = type.word().equals("multipart/form-data");
        if (!isForm || boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw ApiError.invalid("The body has to be multipart/form-data, with a boundary.", null);
        }
        return new FormReader(boundary, parts);
    }

    void read(byte[] piece) {
        int left = window.length - next;
        window = Arrays.copyOfRange(window, next, window.length + piece.length);
        System.arraycopy(piece, 0, window, left, piece.length);
        next = 0;
        while (step()) {}
    }

    /** @throws ApiError 400 where the form has not come to its end */
    void end() {
        if (place != At.EPILOGUE) {
            throw ApiError.invalid("The form ends before its last delimiter.", null);
        }
    }

    /** False where more has to come first. */
    private boolean step() {
        return switch (place) {
            case PREAMBLE, BODY -> content();
            case DELIMITER -> delimiter();
            case HEAD -> head();
            case EPILOGUE -> epilogue();
        };
    }

    private boolean content() {
        int found = Bytes.find(window, next, delimiter);
        int end = found < 0 ? Bytes.beginning(window, next, delimiter) : found;
        if (place == At.BODY && end > next) {
            parts.data(window, next, end);
        }
        next = end;
        if (found < 0) {
            return false;
        }
        next += delimiter.length;
        if (place == At.BODY) {
            parts.end();
        }
        place = At.DELIMITER;
        return true;
    }

    /** Two hyphens end the form; otherwise there may be blanks before the line's end. */
    private boolean delimiter() {
        int at = next;
        while (at < window.length && (window[at] == ' ' || window[at] == '\t')) {
            at++;
        }
        if (at - next > LONGEST_BOUNDARY) {
            throw malformed();
        }
        if (window.length - at < 2) {
            return false;
        }
        if (at == next && window[at] == '-' && window[at + 1] == '-') {
            place = At.EPILOGUE;
            return true;
        }
        if (!Bytes.isAt(window, at, LINE_END)) {
            throw malformed();
        }
        next = at; // a part without headers begins with two line ends, of which this is one
        place = At.HEAD;
        return true;
    }

    private static ApiError malformed() {
        return ApiError.invalid("A line of the form begins like a delimiter, but is none.", null);
    }

    private boolean head() {
        int end = Bytes.find(window, next, HEAD_END);
        if ((end < 0 ? window.length : end) - next > LONGEST_HEAD) {
            throw ApiError.invalid("A part of the form has more than " + LONGEST_HEAD + " bytes of headers.", null);
        }
        if (end < 0) {
            return false;
        }
        if (++count > MOST_PARTS) {
            throw ApiError.invalid("The form has more than " + MOST_PARTS + " parts.", null);
        }
        parts.begin(PartHead.read(new String(window, next, end - next, StandardCharsets.UTF_8)));
        next = end + HEAD_END.length;
        place = At.BODY;
        return true;
    }

    private boolean epilogue() {
        next = window.length;
        return false;
    }
}
