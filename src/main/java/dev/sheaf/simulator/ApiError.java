package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reply other than 2xx, in the provider's envelope. */
final class ApiError extends RuntimeException {
    private final int status;
    private final String type;
    private final @Nullable String code;
    private final @Nullable String param;
    private final Map<String, String> headers;

    ApiError(
            int status,
            String type,
            @Nullable String code,
            @Nullable String param,
            String message,
            Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.headers = Map.copyOf(headers);
    }

    static ApiError invalid(@Nullable String param, @Nullable String code, String message) {
        return new ApiError(400, "invalid_request_error", code, param, message, Map.of());
    }

    static ApiError noSuch(String kind, String id) {
        String shown = id.length() > 100 ? id.substring(0, 100) + "…" : id;
        String message = "No such " + kind + " object: " + shown;
        return new ApiError(404, "invalid_request_error", null, "id", message, Map.of());
    }

    static ApiError wrongType(String param, String expected, String got) {
        String message = "Invalid type for '" + param + "': expected " + expected + ", but got " + got + " instead.";
        return invalid(param, "invalid_type", message);
    }

    static ApiError badJson() {
        return invalid(
                null,
                null,
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP"
                        + " library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)");
    }

    static ApiError of(int status, String type, @Nullable String code, String message) {
        return new ApiError(status, type, code, null, message, Map.of());
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", getMessage())
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return body;
    }
}
