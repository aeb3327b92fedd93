package dev.sheaf.quality;

import dev.sheaf.task.Answer;

/**
 * What came of an item's packed answer, compared with the one that it gets alone; where they differ it is asked alone once
 * more. Both times alone are alike in everything but chance. So the share of {@link #PACK_ODD} less that of
 * {@link #ALONE_ODD} is exactly how much more often an answer differs from the packed one than from another one alone,
 * although the second question is put only where the first two answers differ: a model that disagrees with itself is the
 * odd one out alone as often as in a pack.
 */
public enum Comparison {
    AGREED(0),
    /** Alone it answers twice alike, and otherwise than in the pack. */
    PACK_ODD(1),
    /** The second time alone it agrees with the pack. */
    ALONE_ODD(-1),
    /** Three different answers. */
    ALL_DIFFER(0);

    private final int excess;

    Comparison(int excess) {
        this.excess = excess;
    }

    /** By how much the pack did worse than the model does against itself. */
    int excess() {
        return excess;
    }

    /** Of an item whose packed answer and first answer alone differ. */
    static Comparison of(Agreement rule, Answer packed, Answer alone, Answer again) {
        return rule.agree(alone, again) ? PACK_ODD : rule.agree(packed, again) ? ALONE_ODD : ALL_DIFFER;
    }
}
