package dev.sheaf.task;

import java.util.Map;
import java.util.Set;

/** The members of a provider's request that a task may set, and those it may not. */
final class ProviderParameters {
    /** What the prompt, the answer's form and the lanes decide. */
    static final Set<String> OURS = Set.of(
            "messages",
            "model",
            "n",
            "stream",
            "stream_options",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "functions",
            "function_call",
            "logprobs",
            "modalities",
            "audio");

    private static final Map<String, String> CAMEL = Map.of(
            "serviceTier", "service_tier",
            "topP", "top_p",
            "maxCompletionTokens", "max_completion_tokens",
            "reasoningEffort", "reasoning_effort",
            "promptCacheKey", "prompt_cache_key");

    private ProviderParameters() {}

    static String wireName(String name) {
        return CAMEL.getOrDefault(name, name);
    }
}
