package dev.sheaf.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The members of a provider's request that a task may set, and those it may not. */
final class ProviderParameters {
    private static final int LONGEST = 10_000;

    /** What the prompt, the answer's form and the lanes decide. */
    private static final Set<String> OURS = Set.of(
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
            "top_logprobs",
            "modalities",
            "audio");

    private static final Map<String, String> CAMEL = Map.of(
            "serviceTier", "service_tier",
            "topP", "top_p",
            "maxTokens", "max_tokens",
            "maxCompletionTokens", "max_completion_tokens",
            "reasoningEffort", "reasoning_effort",
            "promptCacheKey", "prompt_cache_key",
            "presencePenalty", "presence_penalty",
            "frequencyPenalty", "frequency_penalty");

    /** What every provider of this wire wants, so that a slip shows here and not in every call. */
    private static final Map<String, Rule> RULES = Map.of(
            "temperature", number(0, 2),
            "top_p", number(0, 1),
            "presence_penalty", number(-2, 2),
            "frequency_penalty", number(-2, 2),
            "seed", new Rule("must be a whole number", value -> value.isIntegralNumber() && value.canConvertToLong()),
            "max_tokens", positive(),
            "max_completion_tokens", positive(),
            "service_tier", text(),
            "reasoning_effort", text(),
            "prompt_cache_key", text());

    private record Rule(String message, Predicate<JsonNode> right) {}

    private ProviderParameters() {}

    static String wireName(String name) {
        return CAMEL.getOrDefault(name, name);
    }

    /** What is wrong with a parameter, under its name on the wire. */
    static Optional<String> fault(String wireName, JsonNode value) {
        if (OURS.contains(wireName)) {
            return Optional.of("is set by Sheaf itself and cannot be given");
        }
        if (value.toString().length() > LONGEST) {
            return Optional.of("must have at most " + LONGEST + " characters as JSON");
        }
        return Optional.ofNullable(RULES.get(wireName))
                .filter(rule -> !rule.right().test(value))
                .map(Rule::message);
    }

    private static Rule number(int min, int max) {
        return new Rule(
                "must be a number from " + min + " to " + max,
                value -> value.isNumber() && value.doubleValue() >= min && value.doubleValue() <= max);
    }

    private static Rule positive() {
        return new Rule(
                "must be a whole number from 1 on",
                value -> value.isIntegralNumber() && value.canConvertToInt() && value.intValue() > 0);
    }

    private static Rule text() {
        return new Rule("must be a string", JsonNode::isTextual);
    }
}
