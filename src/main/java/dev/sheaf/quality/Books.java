package dev.sheaf.quality;

import dev.sheaf.cost.Ledger;
import dev.sheaf.cost.PriceTable;
import java.time.InstantSource;

/** What it takes to book a call. */
public record Books(Ledger ledger, PriceTable prices, InstantSource clock) {}
