package dev.sheaf.rest;

import java.util.Arrays;
import java.util.Locale;

/** Everything that the API can refuse. */
enum ProblemKind {
    MALFORMED_JSON(400, "The body is not JSON"),
    INVALID_REQUEST(400, "The request is not valid"),
    UNKNOWN_TASK(404, "There is no such task"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "This method is not for this address"),
    NOT_ACCEPTABLE(406, "None of the accepted media types can be given"),
    TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This media type cannot be read"),
    OVERLOADED(429, "Too much is waiting already"),
    INTERNAL_ERROR(500, "Sheaf failed"),
    SHUTTING_DOWN(503, "The service is shutting down");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a status that some other layer decided on. */
    static ProblemKind of(int status) {
        return Arrays.stream(values())
                .filter(kind -> kind.status == status && kind != UNKNOWN_TASK && kind != MALFORMED_JSON)
                .findFirst()
                .orElse(status >= 500 ? INTERNAL_ERROR : INVALID_REQUEST);
    }
}
