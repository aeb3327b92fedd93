package dev.sheaf.bulk;

import dev.sheaf.bulk.CompiledMap.Copy;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;

/**
 * What one round says of a row.
 *
 * @param answer or the reason why there is none yet
 * @param packSize how many rows it was asked with, itself counted
 * @param came whether anything has come back of its request file
 * @param lonely whether it was asked alone, and the model did reply
 * @param fatal whether the provider refused the request as it is
 */
record MergeState(Copy copy, Item item, Answer answer, int packSize, boolean came, boolean lonely, boolean fatal) {
    private static final int LONELY_ROUNDS = 3;

    boolean isAnswered() {
        return !(answer instanceof Answer.NoAnswer);
    }

    /** Asked alone, and refused for good or often enough. */
    boolean isFinal(int lonelyRounds) {
        return packSize == 1 && (fatal || lonelyRounds >= LONELY_ROUNDS);
    }
}
