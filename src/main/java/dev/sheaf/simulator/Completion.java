package dev.sheaf.simulator;

import org.jspecify.annotations.Nullable;

/**
 * One choice of a reply.
 *
 * @param content absent beside a function call and beside a refusal
 * @param function the function that is called
 * @param arguments of the call, as text
 * @param finish the {@code finish_reason}
 */
record Completion(
        @Nullable String content,
        @Nullable String function,
        String arguments,
        @Nullable String refusal,
        String finish) {
    static Completion text(String content, String finish) {
        return new Completion(content, null, "", null, finish);
    }

    static Completion refusal(String refusal) {
        return new Completion(null, null, "", refusal, "stop");
    }

    /** What the model wrote, in whichever place. */
    String written() {
        return (content == null ? "" : content) + arguments + (refusal == null ? "" : refusal);
    }
}
