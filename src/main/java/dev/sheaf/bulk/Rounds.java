package dev.sheaf.bulk;

/**
 * How an item is asked from one round to the next: in a full pack, in a smaller one, alone, and at last alone on the
 * online lane.
 */
final class Rounds {
    private static final int FIRST_ALONE = 3;
    private static final int FIRST_ONLINE = 4;
    /** Beyond it there is no answer to be had. */
    static final int LAST = 6;

    private Rounds() {}

    /** @param most items of a full pack */
    static int size(int round, int most) {
        return round == 1 ? most : round < FIRST_ALONE ? Math.max(1, most / 4) : 1;
    }

    static boolean isOnline(int round) {
        return round >= FIRST_ONLINE;
    }
}
