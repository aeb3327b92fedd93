package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What some calls cost together, and what their items would have cost otherwise.
 *
 * @param what of which calls
 * @param unconfirmed those whose reply never came or could not be read: their figures are estimates
 * @param unpriced those whose model has no price; their money is in no sum
 * @param items that they asked for, each as often as it was asked
 * @param bill of those with a price; unknown where there is none, and for batches where one is not sold so
 */
public record CostSum(What what, long calls, long unconfirmed, long unpriced, long items, Usage usage, Bill bill) {
    /** Of no calls. */
    public static final CostSum NOTHING = new CostSum(
            new What(null, null, null, null, null),
            0,
            0,
            0,
            0,
            Usage.NONE,
            new Bill(
                    Optional.of(Money.ZERO),
                    Optional.of(Money.ZERO),
                    Optional.of(Money.ZERO),
                    Optional.of(Money.ZERO),
                    Optional.of(Money.ZERO),
                    Optional.of(Money.ZERO)));

    private static final int DIGITS = 4;

    /** What a sum is kept apart by; the others are absent. A task is empty where the calls were no task's. */
    public record What(
            @Nullable LocalDate day,
            @Nullable String tenant,
            @Nullable String task,
            @Nullable String lane,
            @Nullable String model) {}

    /** What the items would have cost alone: the cheaper of with and without the prompt cache. */
    public Optional<Money> alone() {
        return bill.alone().flatMap(plain -> bill.aloneCached().map(plain::atMost));
    }

    /** What was saved against that, as a part of it; below zero where more was paid. */
    public Optional<BigDecimal> saved() {
        return alone().filter(Money::isPositive).flatMap(alone -> bill.cost()
                .map(cost -> alone.minus(cost).usd().divide(alone.usd(), DIGITS, RoundingMode.HALF_EVEN)));
    }
}
