package dev.sheaf.gateway;

import dev.sheaf.access.ForeignPage;
import dev.sheaf.access.LimitReached;
import dev.sheaf.cost.CapReached;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.online.Draining;
import dev.sheaf.online.Overloaded;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What failures look like on the provider's wire. */
final class Refusals {
    /** What official clients wait by themselves. */
    private static final Duration LONGEST_RETRIED = Duration.ofMinutes(1);

    private Refusals() {}

    static ApiError of(Throwable failure) {
        if (failure instanceof ApiError error) {
            return error;
        }
        if (failure instanceof ModelFailure known) {
            return ofModel(known);
        }
        if (failure instanceof Overloaded) {
            return later(429, "Too much is waiting here; nothing of the request was taken in.", "rate_limit_exceeded");
        }
        if (failure instanceof LimitReached) {
            return later(429, String.valueOf(failure.getMessage()), "rate_limit_exceeded");
        }
        if (failure instanceof ForeignPage page) {
            return ApiError.foreign(page);
        }
        if (failure instanceof CapReached) {
            return new ApiError(429, "insufficient_quota", String.valueOf(failure.getMessage()), null, "cap_reached");
        }
        if (failure instanceof Draining) {
            return later(503, "The service is about to end; another replica will answer.", "service_unavailable");
        }
        return ApiError.internal();
    }

    /** Those of calls that found no room are counted, and those of a service that ends are no fault: they come in crowds. */
    static boolean isWorthALine(ApiError error, Throwable failure) {
        return error.status() >= 500 && !(failure instanceof ModelFailure.NotSent) && !(failure instanceof Draining);
    }

    /** What a client has to know about waiting. */
    static Map<String, String> headers(Throwable failure) {
        return wait(failure)
                .map(wait -> headers(
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())),
                        failure instanceof CapReached || wait.compareTo(LONGEST_RETRIED) > 0))
                .orElse(Map.of());
    }

    /** Clients that would not wait so long ask again at once, unless they are told not to. */
    private static Map<String, String> headers(String seconds, boolean longer) {
        return longer ? Map.of("retry-after", seconds, "x-should-retry", "false") : Map.of("retry-after", seconds);
    }

    private static Optional<Duration> wait(Throwable failure) {
        return failure instanceof Overloaded overloaded
                ? Optional.of(overloaded.retryAfter())
                : failure instanceof CapReached capped
                        ? Optional.of(capped.retryAfter())
                        : failure instanceof LimitReached limited
                                ? Optional.of(limited.retryAfter())
                                : failure instanceof ModelFailure known ? known.retryAfter() : Optional.empty();
    }

    private static ApiError ofModel(ModelFailure failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof ModelFailure.Rejected rejected) {
            return ApiError.invalid(message, rejected.param().orElse(null));
        }
        return switch (failure.code()) {
            case "provider_rate_limited", "gate_full" -> later(429, message, "rate_limit_exceeded");
            case "gate_timeout" -> later(503, message, "service_unavailable");
            case "provider_quota_exhausted" ->
                new ApiError(429, "insufficient_quota", message, null, "insufficient_quota");
            case "provider_unknown_model" ->
                new ApiError(404, "invalid_request_error", message, null, "model_not_found");
            case "context_length_exceeded" -> ApiError.invalid(message, "messages", failure.code());
            case "content_filtered" -> ApiError.invalid(message, "messages", "content_filter");
            case "provider_timeout" -> new ApiError(504, "server_error", message, null, failure.code());
            default -> new ApiError(502, "server_error", message, null, failure.code());
        };
    }

    private static ApiError later(int status, String message, String code) {
        return new ApiError(status, status == 429 ? "requests" : "server_error", message, null, code);
    }
}
