package dev.sheaf.pack;

import org.jspecify.annotations.Nullable;

/**
 * A slot that a reply names, and what it says there.
 *
 * @param number the slot's number as the reply gives it, be it the pack's or not
 * @param list which of the reply's uninterrupted lists it stands in, counted from 0
 * @param echo the item's first words as the reply repeats them, where the task wants them
 * @param outcome what stands under the number
 * @param silent whether nothing at all stands there, or something that broke off
 * @param commented whether a comment follows the answer
 */
record Mention(int number, int list, @Nullable String echo, Outcome outcome, boolean silent, boolean commented) {

    static Mention telling(int number, int list, @Nullable String echo, Outcome outcome) {
        return new Mention(number, list, echo, outcome, false, false);
    }

    /** Nothing stands there; where that is an answer too, it counts unless the slot is named again. */
    static Mention silent(int number, int list, Outcome outcome) {
        boolean answer = outcome.answer().isPresent();
        return new Mention(number, list, null, answer ? outcome : new Outcome.Troubled(Trouble.MISSING), true, false);
    }

    static Mention broken(int number, int list, Trouble trouble) {
        return new Mention(number, list, null, new Outcome.Troubled(trouble), true, false);
    }

    Mention withComment() {
        return new Mention(number, list, echo, outcome, silent, true);
    }

    boolean answers() {
        return outcome.answer().isPresent();
    }
}
