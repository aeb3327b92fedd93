package dev.sheaf.access;

import dev.sheaf.access.KeyDays.Taken;
import dev.sheaf.cost.Money;

/** What is known here of what a key takes on one day. Not thread-safe. */
final class KeyUse {
    private static final Sum NOTHING = new Sum(0, Money.ZERO);

    private final String key;
    private final String tenant;
    /** By everybody, at the last look. */
    private Sum seen = NOTHING;
    /** Taken here, and on the way into the database. */
    private Sum writing = NOTHING;
    /** Taken here since. */
    private Sum here = NOTHING;

    private boolean isKnown;
    private long knownAt;
    private long usedAt;

    private record Sum(long items, Money usd) {
        Sum plus(Sum other) {
            return new Sum(items + other.items, usd.plus(other.usd));
        }

        boolean isNothing() {
            return items == 0 && usd.equals(Money.ZERO);
        }
    }

    KeyUse(String tenant, String key) {
        this.key = key;
        this.tenant = tenant;
    }

    KeyUse used(long now) {
        usedAt = now;
        return this;
    }

    boolean isUsedSince(long moment) {
        return usedAt - moment >= 0;
    }

    void take(long items, Money usd) {
        here = here.plus(new Sum(items, usd));
    }

    /** What another day's use was is not this one's. */
    KeyUse giveBack(long items) {
        take(-Math.min(items, Math.max(0, items())), Money.ZERO);
        return this;
    }

    long items() {
        return all().items;
    }

    Money usd() {
        return all().usd;
    }

    private Sum all() {
        return seen.plus(writing).plus(here);
    }

    boolean isKnownSince(long moment) {
        return isKnown && knownAt - moment >= 0;
    }

    boolean isWritten() {
        return here.isNothing() && writing.isNothing();
    }

    Taken write() {
        writing = writing.plus(here);
        here = NOTHING;
        return new Taken(key, tenant, writing.items, writing.usd);
    }

    KeyUse written(Taken all, long now) {
        seen = new Sum(all.items(), all.usd());
        writing = NOTHING;
        isKnown = true;
        knownAt = now;
        return this;
    }
}
