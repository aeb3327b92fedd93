package dev.sheaf.cost;

import dev.sheaf.pack.Makeup;

/**
 * What a call was about.
 *
 * @param items that stood in it
 * @param first whether they were asked for the first time in it and its reply came: only then would they have been asked
 *     otherwise as well, so that each item counts once, and repairs and lost calls stand on our side alone
 * @param makeup what else the request and its reply consist of
 */
public record Content(int items, boolean first, Makeup makeup) {
    /** A request of somebody's own, sent as it stands. */
    public static final Content AS_IT_STANDS = new Content(1, true, Makeup.NONE);

    /** Of a call whose reply never came, or could not be read. */
    public static Content unheard(int items) {
        return new Content(items, false, Makeup.NONE);
    }
}
