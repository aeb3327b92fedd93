package dev.sheaf.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/files}: one form with a file, which goes to the disk as it comes. */
final class Upload {
    private static final Set<String> PURPOSES =
            Set.of("assistants", "batch", "evals", "fine-tune", "user_data", "vision");
    private static final int LEAST_SECONDS = 3_600;
    private static final int MOST_SECONDS = 2_592_000;
    private static final int PATIENCE = 2;
    private static final int LONGEST_NAME = 512;

    private final Vertx vertx;
    private final FileShelf files;
    private final long bound;
    private final Exchange exchange;
    private final HttpServerRequest request;
    private final String id;
    private final MessageDigest digest = ChatWork.sha256();
    private final Promise<Void> form = Promise.promise();
    private Future<Void> written = Future.succeededFuture();
    private @Nullable String name;
    private long bytes;
    private boolean second;

    Upload(Vertx vertx, FileShelf files, long bound, Exchange exchange) {
        this.vertx = vertx;
        this.files = files;
        this.bound = bound;
        this.exchange = exchange;
        this.request = exchange.request();
        this.id = files.nextId();
    }

    /** Fails with {@link ApiError} where the provider would refuse; nothing is kept then. */
    Future<StoredFile> take() {
        try {
            request.setExpectMultipart(true);
        } catch (IllegalStateException noForm) {
            return Future.failedFuture(notMultipart());
        }
        request.uploadHandler(this::file);
        request.exceptionHandler(broken -> form.tryFail(notMultipart()));
        request.endHandler(end -> form.tryComplete());
        return form.future()
                .eventually(() -> written.otherwiseEmpty())
                .compose(done -> written)
                .compose(done -> vertx.executeBlocking(this::keep, false))
                .onFailure(refused -> files.dropDraft(id));
    }

    private void file(HttpServerFileUpload part) {
        if (second || !part.name().equals("file")) {
            part.handler(ignored -> {});
            return;
        }
        second = true;
        name = part.filename();
        Promise<Void> end = Promise.promise();
        written = end.future();
        part.pause();
        vertx.fileSystem()
                .open(files.draft(id).toString(), new OpenOptions().setTruncateExisting(true))
                .onFailure(end::tryFail)
                .onSuccess(disk -> write(part, disk, end));
        part.exceptionHandler(end::tryFail);
    }

    private void write(HttpServerFileUpload part, AsyncFile disk, Promise<Void> end) {
        part.handler(chunk -> take(part, disk, chunk));
        part.endHandler(done -> disk.close().onComplete(end));
        part.exceptionHandler(broken -> disk.close().onComplete(closed -> end.tryFail(broken)));
        part.resume();
    }

    private void take(HttpServerFileUpload part, AsyncFile disk, Buffer chunk) {
        bytes += chunk.length();
        if (bytes > bound) {
            if (bytes > bound * PATIENCE) {
                request.connection().close();
            }
            return;
        }
        digest.update(chunk.getBytes());
        disk.write(chunk);
        if (disk.writeQueueFull()) {
            part.pause();
            disk.drainHandler(drained -> part.resume());
        }
    }

    private StoredFile keep() {
        String purpose = purpose();
        int seconds = seconds();
        if (name == null) {
            throw ApiError.invalid("file", "missing_required_parameter", "Missing required parameter: 'file'.");
        }
        if (bytes > bound) {
            String message = "The file is too large: at most " + bound + " bytes are taken.";
            throw new ApiError(413, "invalid_request_error", null, "file", message, Map.of());
        }
        if (purpose.equals("batch") && !name.endsWith(".jsonl")) {
            throw ApiError.invalid("file", "invalid_file_format", "Invalid file format for Batch API. Must be .jsonl");
        }
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        return files.add(id, shown, purpose, ByteBuffer.wrap(digest.digest()).getLong(), seconds);
    }

    private String purpose() {
        String purpose = request.getFormAttribute("purpose");
        if (purpose == null) {
            throw ApiError.invalid("purpose", "missing_required_parameter", "Missing required parameter: 'purpose'.");
        }
        if (!PURPOSES.contains(purpose)) {
            String message = "Invalid value for 'purpose'. Supported values are: " + Members.quoted(PURPOSES);
            throw ApiError.invalid("purpose", "invalid_value", message);
        }
        return purpose;
    }

    private int seconds() {
        String anchor = request.getFormAttribute("expires_after[anchor]");
        String seconds = request.getFormAttribute("expires_after[seconds]");
        if (anchor == null && seconds == null) {
            return 0;
        }
        return expiry(String.valueOf(anchor), String.valueOf(seconds), "expires_after");
    }

    /** @throws ApiError where it is no expiry that the provider knows */
    static int expiry(String anchor, String seconds, String param) {
        if (!anchor.equals("created_at")) {
            throw ApiError.invalid(
                    param + ".anchor", "invalid_value", "Invalid value. Supported values are: 'created_at'.");
        }
        try {
            int wanted = Integer.parseInt(seconds);
            if (wanted >= LEAST_SECONDS && wanted <= MOST_SECONDS) {
                return wanted;
            }
        } catch (NumberFormatException e) {
            throw ApiError.wrongType(param + ".seconds", "an integer", "a string");
        }
        String message =
                "Invalid '" + param + ".seconds': expected a value from " + LEAST_SECONDS + " to " + MOST_SECONDS + ".";
        throw ApiError.invalid(param + ".seconds", "integer_out_of_range", message);
    }

    private static ApiError notMultipart() {
        return new ApiError(
                400,
                "invalid_request_error",
                null,
                null,
                "Could not parse multipart form: send multipart/form-data with 'purpose' and 'file'.",
                Map.of("connection", "close"));
    }
}
