package dev.sheaf.gateway;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a content are asked for (RFC 9110, section 14).
 *
 * @param to behind the last one; not behind {@code from}: no byte there is can satisfy the request
 * @param isPart whether only a part was asked for
 */
record ByteRange(long from, long to, boolean isPart) {
    private static final Pattern ONE = Pattern.compile("bytes\\s*=\\s*(\\d*)\\s*-\\s*(\\d*)", Pattern.CASE_INSENSITIVE);

    /** All of it where nothing else is asked for, several ranges at once, or something that is no range. */
    static ByteRange of(@Nullable String header, long length) {
        return Optional.ofNullable(header)
                .map(text -> ONE.matcher(text.strip()))
                .filter(Matcher::matches)
                .flatMap(range -> of(range.group(1), range.group(2), length))
                .orElse(new ByteRange(0, length, false));
    }

    private static Optional<ByteRange> of(String first, String last, long length) {
        if (first.isEmpty()) {
            return last.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ByteRange(Math.max(length - number(last), 0), length, true));
        }
        long from = number(first);
        long to = last.isEmpty() ? length : number(last) + 1;
        return to <= from && !last.isEmpty()
                ? Optional.empty()
                : Optional.of(new ByteRange(from, Math.min(to, length), true));
    }

    /** Longer ones than there are files count as the longest. */
    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
    }

    boolean isSatisfiable() {
        return !isPart || from < to;
    }

    long length() {
        return to - from;
    }
}
