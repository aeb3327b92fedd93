package dev.sheaf.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The member {@code usage} of replies, whichever of the provider's endpoints they come from. */
public final class UsageJson {
    private UsageJson() {}

    /** Empty where there is none. */
    public static Optional<Usage> read(JsonNode usage) {
        if (!usage.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Usage(
                either(usage, "prompt_tokens", "input_tokens"),
                usage.path(usage.has("prompt_tokens_details") ? "prompt_tokens_details" : "input_tokens_details")
                        .path("cached_tokens")
                        .asLong(),
                either(usage, "completion_tokens", "output_tokens"),
                usage.path(
                                usage.has("completion_tokens_details")
                                        ? "completion_tokens_details"
                                        : "output_tokens_details")
                        .path("reasoning_tokens")
                        .asLong()));
    }

    private static long either(JsonNode usage, String first, String second) {
        return usage.path(usage.has(first) ? first : second).asLong();
    }
}
