package dev.sheaf.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a part of a form (RFC 7578).
 *
 * @param filename null where the part is no file
 */
record PartHead(String name, @Nullable String filename) {
    private static final String DISPOSITION = "content-disposition:";
    private static final String EXTENDED = "utf-8''";

    /** @throws ApiError 400 where the part has no name */
    static PartHead read(String headers) {
        return headers.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION))
                .map(line -> HeaderValue.read(line.substring(DISPOSITION.length())))
                .findFirst()
                .map(PartHead::of)
                .orElseThrow(PartHead::nameless);
    }

    private static PartHead of(HeaderValue disposition) {
        String name = disposition.parameter("name");
        if (name == null || !disposition.word().equals("form-data")) {
            throw nameless();
        }
        return new PartHead(unescaped(name), filename(disposition));
    }

    private static ApiError nameless() {
        return ApiError.invalid("A part of the form has no name.", null);
    }

    private static @Nullable String filename(HeaderValue disposition) {
        String extended = disposition.parameter("filename*");
        if (extended != null && extended.toLowerCase(Locale.ROOT).startsWith(EXTENDED)) {
            return decoded(extended.substring(EXTENDED.length()));
        }
        String plain = disposition.parameter("filename");
        return plain == null ? null : unescaped(plain);
    }

    /** Browsers, and clients that do as they do, write a quote like this, and a percent sign as it is. */
    private static String unescaped(String value) {
        return value.replace("%22", "\"");
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
