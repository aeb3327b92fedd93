package dev.sheaf.model;

/**
 * Tokens that a provider counted.
 *
 * @param inputTokens all input tokens, cached ones included
 * @param cachedTokens those of the input that came from the provider's prompt cache
 * @param outputTokens all output tokens, reasoning included
 * @param reasoningTokens those of the output that were spent on reasoning
 */
public record Usage(long inputTokens, long cachedTokens, long outputTokens, long reasoningTokens) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens,
                cachedTokens + other.cachedTokens,
                outputTokens + other.outputTokens,
                reasoningTokens + other.reasoningTokens);
    }
}
