package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * A reply to chat completions: the completion, or the envelope of an error.
 *
 * @param headers what else is known of it: {@link #HINTS}
 */
record Completion(int status, ObjectNode body, Map<String, String> headers) {
    static final String RETRY_AFTER = "retry-after";
    static final String PROVIDER_ID = "x-provider-request-id";
    static final Set<String> HINTS = Set.of(RETRY_AFTER, "retry-after-ms", PROVIDER_ID);

    Completion {
        headers = Map.copyOf(headers);
    }

    Completion(int status, ObjectNode body) {
        this(status, body, Map.of());
    }

    static Completion of(ApiError error) {
        return new Completion(error.status(), error.envelope());
    }

    boolean isGood() {
        return status >= 200 && status < 300;
    }
}
