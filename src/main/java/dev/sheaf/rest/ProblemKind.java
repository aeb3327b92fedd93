package dev.sheaf.rest;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Everything that the API can refuse. */
enum ProblemKind {
    MALFORMED_JSON(400, "The body is not JSON"),
    INVALID_REQUEST(400, "The request is not valid"),
    UNFIT_FILE(400, "The file cannot be read as rows"),
    UPLOAD_INCOMPLETE(400, "The file did not come whole"),
    UNAUTHENTICATED(401, "This needs a key"),
    FORBIDDEN(403, "The key does not allow this"),
    FOREIGN_PAGE(403, "This may come from a web page"),
    UNKNOWN_TASK(404, "There is no such task"),
    UNKNOWN_JOB(404, "There is no such job"),
    UNKNOWN_AUDIT(404, "There is no such audit"),
    UNKNOWN_KEY(404, "There is no such key"),
    UNKNOWN_TENANT(404, "There is no such tenant"),
    UNKNOWN_ITEM(404, "The job has no such item"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "This method is not for this address"),
    NOT_ACCEPTABLE(406, "None of the accepted media types can be given"),
    KEY_TAKEN(409, "The idempotency key belongs to another job"),
    JOBS_RUN(409, "Some of it is not over"),
    WRONG_STATE(409, "The job's state does not allow this"),
    PURGED(410, "It was kept long enough"),
    TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This media type cannot be read"),
    OVERLOADED(429, "Too much is waiting already"),
    LIMIT_REACHED(429, "The key has taken what it may"),
    CAP_REACHED(429, "There is no room left under a cap"),
    INTERNAL_ERROR(500, "Sheaf failed"),
    SOURCE_UNREADABLE(502, "The source cannot be read"),
    SHUTTING_DOWN(503, "The service is shutting down");

    private static final Set<ProblemKind> GENERAL = EnumSet.of(
            INVALID_REQUEST,
            NOT_FOUND,
            METHOD_NOT_ALLOWED,
            NOT_ACCEPTABLE,
            TOO_LARGE,
            UNSUPPORTED_MEDIA_TYPE,
            OVERLOADED,
            INTERNAL_ERROR,
            SHUTTING_DOWN);

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
        return GENERAL.stream()
                .filter(kind -> kind.status == status)
                .findFirst()
                .orElse(status >= 500 ? INTERNAL_ERROR : INVALID_REQUEST);
    }
}
