package dev.sheaf.task;

import java.time.Duration;

/**
 * What a definition holds where its author left something out.
 *
 * @param model the provider's model name
 * @param maxTokens input tokens a pack at most
 * @param maxOutputTokens expected output tokens a pack at most
 * @param maxWait how long the first item of a pack waits for company
 */
public record TaskDefaults(String model, int maxTokens, int maxOutputTokens, Duration maxWait) {}
