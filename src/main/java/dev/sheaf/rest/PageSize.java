package dev.sheaf.rest;

import dev.sheaf.task.Violation;
import java.util.List;

/** How many entries of a list a caller wants at once. */
final class PageSize {
    private static final int MOST = 1_000;

    private PageSize() {}

    /** @throws Refused where it is no number from 1 to 1000 */
    static int of(String limit) {
        int most = limit.matches("\\d{1,4}") ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > MOST) {
            throw Refused.invalid(List.of(new Violation("limit", "must be a number from 1 to " + MOST)));
        }
        return most;
    }
}
