package dev.sheaf.task;

import java.time.Duration;

/**
 * How items share calls.
 *
 * @param maxItems items a pack at most; more save more tokens and cost some quality
 * @param maxTokens input tokens a pack at most: instructions, overhead and items together
 * @param maxOutputTokens output tokens a pack is expected to need at most
 * @param maxWait how long the first item of a pack waits for company in the online lane
 * @param shuffle whether the items of a pack stand in a random order
 * @param echo whether every answer begins with its item's first words, so that answers which moved over to a neighbour
 *     show even where their number is right; costs a few output tokens an item
 */
public record PackingPolicy(
        int maxItems, int maxTokens, int maxOutputTokens, Duration maxWait, boolean shuffle, boolean echo) {
    public static final int MOST_ITEMS = 200;

    public PackingPolicy {
        if (maxItems < 1 || maxItems > MOST_ITEMS) {
            throw new IllegalArgumentException("maxItems must be from 1 to " + MOST_ITEMS + ": " + maxItems);
        }
        if (maxTokens < 1 || maxOutputTokens < 1 || maxWait.isNegative()) {
            throw new IllegalArgumentException("a packing budget must not be negative");
        }
    }

    /** The same but for the most items a pack. */
    public PackingPolicy withMaxItems(int other) {
        return new PackingPolicy(other, maxTokens, maxOutputTokens, maxWait, shuffle, echo);
    }
}
