package dev.sheaf.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A multipart form, looked through for small fields and left as it is (RFC 7578).
 *
 * @param boundary between its parts
 */
record Form(String boundary) {
    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
    private static final byte[] HEAD_END = ascii("\r\n\r\n");
    private static final int LONGEST_HEAD = 2_048;
    private static final int LONGEST_VALUE = 512;

    /** @throws ApiError where the type names no boundary */
    static Form of(String type) {
        Matcher named = BOUNDARY.matcher(type);
        if (!named.find()) {
            throw ApiError.invalid("The multipart body's boundary is missing in its content-type.", null);
        }
        return new Form(named.group(1) != null ? named.group(1) : named.group(2));
    }

    /** A short text field's value; absent where there is none such. */
    Optional<String> field(byte[] body, String name) {
        byte[] delimiter = ascii("--" + boundary);
        Pattern wanted = Pattern.compile(
                "(?i)content-disposition:[^\r\n]*;\\s*name=\"?" + Pattern.quote(name) + "\"?\\s*(;|\r|$)");
        int part = find(delimiter, body, 0, body.length);
        while (part >= 0) {
            int begin = part + delimiter.length;
            int headEnd = find(HEAD_END, body, begin, Math.min(body.length, begin + LONGEST_HEAD));
            if (headEnd < 0) {
                return Optional.empty();
            }
            int next = find(delimiter, body, headEnd, body.length);
            String head = new String(body, begin, headEnd - begin, StandardCharsets.UTF_8);
            if (next >= 0 && wanted.matcher(head).find()) {
                return value(body, headEnd + HEAD_END.length, next);
            }
            part = next;
        }
        return Optional.empty();
    }

    private static Optional<String> value(byte[] body, int from, int to) {
        return to - from > LONGEST_VALUE
                ? Optional.empty()
                : Optional.of(new String(body, from, to - from, StandardCharsets.UTF_8).strip())
                        .filter(value -> !value.isEmpty());
    }

    private static int find(byte[] word, byte[] bytes, int from, int to) {
        for (int at = from; at <= to - word.length; at++) {
            int same = 0;
            while (same < word.length && bytes[at + same] == word[same]) {
                same++;
            }
            if (same == word.length) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
