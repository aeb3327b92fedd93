package dev.sheaf.bulk;

/**
 * How an item is asked from one round to the next: in a full pack, in a smaller one, alone, and at last alone on the
 * online lane. Each vote of an item goes through these steps; a round is its step, and ten more for each vote before.
 */
final class Rounds {
    /** In which every item begins. */
    static final int FIRST = 1;

    private static final int FIRST_ALONE = 3;
    private static final int FIRST_ONLINE = 4;
    /** Beyond it there is no answer to be had. */
    private static final int LAST = 6;
    /** Of no item: it has its reason. */
    static final int NONE = LAST + 1;

    private static final int OF_A_VOTE = 10;

    private Rounds() {}

    /** @param most items of a full pack */
    static int size(int round, int most) {
        int step = step(round);
        return step == FIRST ? most : step < FIRST_ALONE ? Math.max(1, most / 4) : 1;
    }

    static boolean isOnline(int round) {
        return step(round) >= FIRST_ONLINE;
    }

    /** Whether nothing is asked in it. */
    static boolean isBeyond(int round) {
        return step(round) > LAST;
    }

    /** Whether it is the first of a vote, in full packs. */
    static boolean isFull(int round) {
        return step(round) == FIRST;
    }

    /** The first of the vote behind so many. */
    static int vote(int cast) {
        return cast * OF_A_VOTE + FIRST;
    }

    /** In which an item decides alone, behind so many votes. */
    static int alone(int cast) {
        return cast * OF_A_VOTE + FIRST_ALONE;
    }

    private static int step(int round) {
        return round % OF_A_VOTE;
    }
}
