package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.pack.TokenCounter;

/**
 * About how many tokens a call has, without counting them.
 *
 * @param input rather too many than too few
 * @param output at most, where the caller says so; else 0
 */
record CallSize(int input, int output) {
    /** About what a byte-pair encoding makes of three bytes is one token, rather less. */
    private static final int BYTES_A_TOKEN = 3;
    /** From here on it is looked whether it is text at all. */
    private static final int LARGE = 32 * 1024;
    /** An image, a file or a sound, which come as texts that nobody reads as such. */
    private static final int EMBEDDED = 1_000;

    /** More than any model takes or gives: nobody's wrong number holds a model's gate up for hours. */
    private static final int MOST = 2_000_000;

    private static final int MOST_OUTPUT = 200_000;

    /** Where a caller bounds no output, of which so much is supposed under a cap. */
    static final int USUAL_OUTPUT = 500;

    static final CallSize NONE = new CallSize(0, 0);

    static CallSize of(int bytes, JsonNode request) {
        long text = bytes < LARGE ? bytes : textOf(request);
        long choices = Math.max(1, request.path("n").asInt(1));
        return new CallSize(
                bounded((text + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN, MOST),
                bounded(Math.min(MOST, choices) * Math.min(MOST_OUTPUT, output(request)), MOST_OUTPUT));
    }

    /** What a form asks for is not known before it was done. */
    static CallSize ofForm() {
        return new CallSize(EMBEDDED, 0);
    }

    int tokens() {
        return input + output;
    }

    private static long output(JsonNode request) {
        for (String name : new String[] {"max_completion_tokens", "max_output_tokens", "max_tokens"}) {
            if (request.path(name).isNumber()) {
                return Math.max(0, request.path(name).asLong());
            }
        }
        return 0;
    }

    private static int bounded(long tokens, int most) {
        return (int) Math.max(0, Math.min(most, tokens));
    }

    private static long textOf(JsonNode node) {
        if (node.isTextual()) {
            String text = node.textValue();
            boolean isEmbedded = text.length() > LARGE && (text.startsWith("data:") || text.indexOf(' ') < 0);
            return isEmbedded ? EMBEDDED * BYTES_A_TOKEN : TokenCounter.atMost(text);
        }
        long sum = 1;
        for (JsonNode inner : node) {
            sum += textOf(inner);
        }
        return sum;
    }
}
