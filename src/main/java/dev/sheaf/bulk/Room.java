package dev.sheaf.bulk;

import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Money;
import java.time.Instant;
import java.util.Optional;

/**
 * What the caps leave for a part.
 *
 * @param cap the one that leaves the least; absent: there is none, or the part has its room already
 * @param left under it
 * @param underWay whether some of it is held for parts that are being asked, and may come back
 * @param dayEnds when more of a day's cap is left
 */
public record Room(Optional<Cap> cap, Money left, boolean underWay, Instant dayEnds) {
    /** As much as it takes. */
    public static final Room ENOUGH = new Room(Optional.empty(), Money.ZERO, false, Instant.EPOCH);
}
