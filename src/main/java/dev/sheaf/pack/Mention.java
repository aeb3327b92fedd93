package dev.sheaf.pack;

import org.jspecify.annotations.Nullable;

/**
 * A slot that a reply names, and what it says there.
 *
 * @param number the slot's number as the reply gives it, be it the pack's or not
 * @param echo the item's first words as the reply repeats them, where the task wants them
 * @param outcome what stands under the number
 * @param empty whether nothing at all stands there
 */
record Mention(int number, @Nullable String echo, Outcome outcome, boolean empty) {

    Mention(int number, Outcome outcome) {
        this(number, null, outcome, false);
    }

    static Mention empty(int number) {
        return new Mention(number, null, new Outcome.Troubled(Trouble.MISSING), true);
    }

    static Mention cut(int number) {
        return new Mention(number, new Outcome.Troubled(Trouble.CUT_OFF));
    }
}
