package dev.sheaf.model;

import org.jspecify.annotations.Nullable;

/**
 * What a model answered, as it came.
 *
 * @param requestId the provider's id of the request, for logs and questions to the provider
 * @param text the message's text, or the arguments of the function that it called; absent where there is neither
 * @param refusal the model's own words where it declined
 * @param finish why the reply ended
 * @param usage what it cost
 */
public record Reply(
        @Nullable String requestId,
        @Nullable String text,
        @Nullable String refusal,
        Finish finish,
        Usage usage) {}
