package dev.sheaf.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Answers with a file's content, or the part of it that is asked for. */
final class FileContent {
    private final FileStore store;

    FileContent(FileStore store) {
        this.store = store;
    }

    void answer(Call call, StoredFile file) {
        ByteRange range = range(call, file);
        call.response().putHeader(HttpHeaders.ACCEPT_RANGES, "bytes").putHeader(HttpHeaders.ETAG, tag(file));
        if (!range.isSatisfiable()) {
            call.response().putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.bytes());
            call.refuse(unsatisfiable());
            return;
        }
        head(call.response(), file, range);
        if (call.request().method().equals(HttpMethod.HEAD)) {
            call.response().end();
        } else {
            Pour.into(call, store.read(file, range.from(), range.to()));
        }
    }

    /** A part of what the caller does not have the rest of is of no use: then it gets the whole. */
    private static ByteRange range(Call call, StoredFile file) {
        String known = call.request().getHeader("if-range");
        boolean isOfThis = known == null || known.equals(tag(file));
        return ByteRange.of(isOfThis ? call.request().getHeader("range") : null, file.bytes());
    }

    private static ApiError unsatisfiable() {
        return new ApiError(
                416, "invalid_request_error", "The file has no such bytes.", null, "requested_range_not_satisfiable");
    }

    /** Content never changes, and an id is of one file only. */
    private static String tag(StoredFile file) {
        return "\"" + URLEncoder.encode(file.id(), StandardCharsets.UTF_8) + "\"";
    }

    private static void head(HttpServerResponse response, StoredFile file, ByteRange range) {
        response.setStatusCode(range.isPart() ? 206 : 200)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                .putHeader(HttpHeaders.CONTENT_DISPOSITION, disposition(file.name()))
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()));
        if (range.isPart()) {
            response.putHeader(
                    HttpHeaders.CONTENT_RANGE, "bytes %d-%d/%d".formatted(range.from(), range.to() - 1, file.bytes()));
        }
    }

    /** RFC 6266: for who reads plain names only, what is not plain is left out; the others read the second. */
    private static String disposition(String name) {
        String plain = name.replaceAll("[^ !#-\\[\\]-~]", "_");
        String exact = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"" + (plain.equals(name) ? "" : "; filename*=UTF-8''" + exact);
    }
}
