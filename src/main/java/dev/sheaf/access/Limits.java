package dev.sheaf.access;

import dev.sheaf.cost.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a key's holder may take; absent: as much as there is.
 *
 * @param requestsPerMinute through both front doors, of any kind
 * @param itemsPerDay that are asked about, a day of UTC
 * @param usdPerDay what its items, jobs and passed-on calls cost, a day of UTC
 */
public record Limits(
        @Nullable Integer requestsPerMinute,
        @Nullable Long itemsPerDay,
        @Nullable Money usdPerDay) {
    public static final Limits NONE = new Limits(null, null, null);
    public static final int MOST_REQUESTS = 1_000_000;
    public static final int MOST_ITEMS = 1_000_000_000;

    public Limits {
        boolean nothing = requestsPerMinute != null && requestsPerMinute < 1 || itemsPerDay != null && itemsPerDay < 1;
        if (nothing || usdPerDay != null && usdPerDay.usd().signum() < 0) {
            throw new IllegalArgumentException("a limit leaves something");
        }
    }

    /** Whether a day's counts matter. */
    boolean isByDay() {
        return itemsPerDay != null || usdPerDay != null;
    }
}
