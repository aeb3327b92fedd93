package dev.sheaf.simulator;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** Collects a request's body up to a bound; of a longer one the rest is read and dropped, so that 413 arrives. */
final class BodyReader {
    private static final int PATIENCE = 8;

    private final int bound;
    private final HttpServerRequest request;
    private final Buffer body = Buffer.buffer();
    private long read;

    BodyReader(int bound, HttpServerRequest request) {
        this.bound = bound;
        this.request = request;
    }

    void read(Handler<Buffer> whole, Handler<ApiError> refused) {
        request.handler(this::take);
        request.endHandler(end -> {
            if (read > bound) {
                refused.handle(tooLong());
            } else {
                whole.handle(body);
            }
        });
    }

    private void take(Buffer chunk) {
        read += chunk.length();
        if (read <= bound) {
            body.appendBuffer(chunk);
        } else if (read > (long) bound * PATIENCE) {
            request.connection().close();
        }
    }

    private ApiError tooLong() {
        return new ApiError(
                413,
                "invalid_request_error",
                null,
                null,
                "Request body is too large: at most " + bound + " bytes are read.",
                Map.of("connection", "close"));
    }
}
