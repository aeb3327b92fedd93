package dev.sheaf.gateway;

import dev.sheaf.task.Answer.NoAnswer;
import java.util.Map;

/**
 * Items without an answer, as errors of the provider's wire. The code is ours. The status says whether asking again can
 * help, since clients go by it: what a model has been asked again and again is not worth another try.
 */
final class NoAnswers {
    private static final String INVALID = "invalid_request_error";
    private static final String OURS = "server_error";

    private record Kind(int status, String type) {}

    private static final Kind UNFIT = new Kind(400, INVALID);
    private static final Kind UNANSWERABLE = new Kind(422, INVALID);
    private static final Kind BEHIND_US = new Kind(502, OURS);
    private static final Kind LATE = new Kind(504, OURS);

    private static final Map<String, Kind> KINDS = Map.of(
            "item_too_long", UNFIT,
            "context_length_exceeded", UNFIT,
            "content_filtered", UNFIT,
            "deadline_exceeded", LATE,
            "provider_timeout", LATE,
            "provider_rate_limited", new Kind(429, "requests"),
            "provider_quota_exhausted", new Kind(429, "insufficient_quota"),
            "internal_error", new Kind(500, OURS));

    private NoAnswers() {}

    /** @param path where the item stands in the request */
    static ApiError of(NoAnswer none, String path) {
        Kind kind = KINDS.getOrDefault(none.code(), none.code().startsWith("answer_") ? UNANSWERABLE : BEHIND_US);
        return new ApiError(
                kind.status, kind.type, none.message(), kind.type.equals(INVALID) ? path : null, none.code());
    }
}
