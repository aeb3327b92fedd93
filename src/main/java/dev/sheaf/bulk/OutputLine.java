package dev.sheaf.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sheaf.model.ModelFailure;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line of a batch's output or error file.
 *
 * @param status of the response; 0: there was none
 * @param code what the provider calls the failure, wherever it says so; absent: it is none
 */
record OutputLine(
        String customId,
        int status,
        @Nullable String requestId,
        JsonNode body,
        @Nullable String code,
        String message) {
    // numbers stay as they were written
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Set<String> NOT_RUN = Set.of("batch_expired", "batch_cancelled");
    private static final Set<String> PASSING =
            Set.of("request_timeout", "server_error", "internal_error", "rate_limit_exceeded", "timeout");

    /** Empty where the line is none: cut, damaged, or without an id. */
    static Optional<OutputLine> read(String text) {
        try {
            JsonNode line = JSON.readTree(text);
            String id = line == null ? null : line.path("custom_id").textValue();
            return id == null ? Optional.empty() : Optional.of(of(id, line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static OutputLine of(String id, JsonNode line) {
        JsonNode response = line.path("response");
        JsonNode body = response.path("body");
        // refused lines have their error in the body at times, and null where it belongs
        JsonNode error = line.path("error").isObject() ? line.path("error") : body.path("error");
        return new OutputLine(
                id,
                response.path("status_code").asInt(0),
                response.path("request_id").textValue(),
                body,
                error.isObject() ? code(error) : null,
                error.path("message").asText(""));
    }

    private static String code(JsonNode error) {
        String code = error.path("code").asText("");
        String type = error.path("type").asText("");
        return !code.isEmpty() && !code.equals("null") ? code : type.isEmpty() ? "unknown" : type;
    }

    boolean isReply() {
        return status >= 200 && status < 300 && code == null;
    }

    /** It expired or was cancelled before its turn came: nothing was bought. */
    boolean wasNotRun() {
        return code != null && NOT_RUN.contains(code);
    }

    /** The provider says what it did not do it for; else it may have been bought. */
    boolean isRefusal() {
        return !isReply() && !isSilent();
    }

    private boolean isSilent() {
        return status == 0 && code == null;
    }

    /** Asking again as it is can help. */
    boolean isPassing() {
        return isSilent() || status == 408 || status == 429 || status >= 500 || code != null && PASSING.contains(code);
    }

    /** It would be so for every other line, too, until somebody has seen to it. */
    Optional<ModelFailure> barred() {
        return isReply() ? Optional.empty() : Barred.by(status, code);
    }

    Job.Failure failure() {
        String said = code == null ? "status_" + status : code;
        return new Job.Failure("provider_" + said, message.isEmpty() ? "The provider gave no reply." : message);
    }
}
