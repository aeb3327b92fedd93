package dev.sheaf.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.ModelFailure;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a bad reply means. The provider's code counts before the status, for statuses differ between servers. */
final class ErrorReader {
    private static final Set<String> QUOTA =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");
    private static final Set<String> MODEL = Set.of("model_not_found", "DeploymentNotFound");
    private static final Set<String> KEY = Set.of("invalid_api_key", "invalid_organization", "mismatched_organization");
    private static final Set<String> LENGTH =
            Set.of("context_length_exceeded", "string_above_max_length", "exceed_context_size_error");
    private static final Set<String> FILTER =
            Set.of("content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation", "invalid_prompt");
    private static final Set<String> NO_CAPACITY = Set.of("resource_unavailable");
    private static final int LONGEST_MESSAGE = 300;

    private final ObjectMapper json;
    private final InstantSource clock;
    private final String address;
    private final UnaryOperator<String> withoutKey;

    /**
     * @param address where requests go, for the message when nothing is there
     * @param withoutKey takes the key out of a text
     */
    ErrorReader(ObjectMapper json, InstantSource clock, String address, UnaryOperator<String> withoutKey) {
        this.json = json;
        this.clock = clock;
        this.address = address;
        this.withoutKey = withoutKey;
    }

    /** @param model the one that was asked; absent: the call was about files or batches */
    ModelFailure read(HttpReply reply, @Nullable String model) {
        return read(bad(reply, model));
    }

    /** A 2xx whose body is no reply. Some relays put an error with its status as the code there. */
    ModelFailure readGarbage(HttpReply reply, @Nullable String model) {
        Bad bad = bad(reply, model);
        String code = bad.error() == null || bad.error().code() == null
                ? ""
                : bad.error().code();
        return code.matches("[45]\\d\\d") ? read(bad.withStatus(Integer.parseInt(code))) : bad.unavailable();
    }

    private Bad bad(HttpReply reply, @Nullable String model) {
        ProviderError error = ProviderError.read(json, reply.body());
        return new Bad(reply, reply.status(), RetryAdvice.of(reply, clock.instant()), error, model);
    }

    /** @param error absent where the body is not JSON */
    private record Bad(
            HttpReply reply,
            int status,
            RetryAdvice advice,
            @Nullable ProviderError error,
            @Nullable String model) {

        Bad withStatus(int other) {
            return new Bad(reply, other, advice, error, model);
        }

        boolean says(Set<String> words) {
            return error != null && error.isOneOf(words);
        }

        /** Something between us and the provider answered: under a 4xx with its own page. */
        boolean byStranger() {
            return error == null && !reply.body().isBlank() && status >= 400;
        }

        ModelFailure unavailable() {
            return new ModelFailure.Unavailable(status, advice.retryOr(true), advice.after());
        }
    }

    private ModelFailure read(Bad bad) {
        ModelFailure byCode = byCode(bad);
        if (byCode != null) {
            return byCode;
        }
        return switch (bad.status()) {
            case 401, 403 -> new ModelFailure.Unauthorized(bad.status());
            case 402 -> new ModelFailure.QuotaExhausted();
            case 404, 405 -> nothingThere(bad);
            case 408, 409 -> bad.unavailable();
            case 413 -> bad.model() == null ? rejected(bad) : new ModelFailure.TooLong();
            case 429 -> tooMany(bad);
            default -> bad.status() >= 500 || bad.byStranger() ? bad.unavailable() : rejected(bad);
        };
    }

    private static @Nullable ModelFailure byCode(Bad bad) {
        if (bad.says(QUOTA)) {
            return new ModelFailure.QuotaExhausted();
        }
        if (bad.says(KEY)) {
            return new ModelFailure.Unauthorized(bad.status());
        }
        return bad.model() == null ? null : byCodeOfModel(bad, bad.model());
    }

    private static @Nullable ModelFailure byCodeOfModel(Bad bad, String model) {
        if (bad.says(MODEL)) {
            return new ModelFailure.UnknownModel(model);
        }
        if (bad.says(FILTER)) {
            return new ModelFailure.Filtered();
        }
        return tooLong(bad) ? new ModelFailure.TooLong() : null;
    }

    private static boolean tooLong(Bad bad) {
        // vLLM gives this one no code
        return bad.says(LENGTH)
                || (bad.status() == 400 && bad.error() != null && bad.error().mentions("maximum context length"));
    }

    private static ModelFailure tooMany(Bad bad) {
        // flex processing without capacity: this call waits, but the credential's other calls need not
        return bad.says(NO_CAPACITY)
                ? bad.unavailable()
                : new ModelFailure.RateLimited(
                        bad.advice().retryOr(true), bad.advice().after());
    }

    private ModelFailure nothingThere(Bad bad) {
        if (bad.status() == 404
                && bad.error() != null
                && bad.model() != null
                && bad.error().isAbout(bad.model())) {
            return new ModelFailure.UnknownModel(bad.model());
        }
        // it is the id that is wrong, not the address
        if (bad.model() == null && bad.error() != null && bad.error().message() != null) {
            return rejected(bad);
        }
        String what = bad.model() == null ? "files or batches" : "chat completions";
        String sentence =
                "Nothing answers " + what + " at " + address + " (" + bad.status() + "): is the base URL right?";
        return new ModelFailure.Rejected(bad.status(), null, sentence);
    }

    private ModelFailure rejected(Bad bad) {
        String param = bad.error() == null ? null : bad.error().param();
        return new ModelFailure.Rejected(
                bad.status(), param, sentence(bad), bad.advice().retryOr(false));
    }

    private String sentence(Bad bad) {
        if (bad.status() < 400) {
            return "The provider answered with a redirect (" + bad.status() + "): is the base URL right?";
        }
        String message = bad.error() == null ? null : bad.error().message();
        String refused = "The provider refused the request (" + bad.status() + ")";
        return message == null ? refused + "." : refused + ": " + cut(withoutKey.apply(message));
    }

    private static String cut(String message) {
        String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (line.length() <= LONGEST_MESSAGE) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST_MESSAGE - 1)) ? LONGEST_MESSAGE - 1 : LONGEST_MESSAGE;
        return line.substring(0, end);
    }
}
