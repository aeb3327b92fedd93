package dev.sheaf.quality;

import dev.sheaf.cost.Money;
import dev.sheaf.model.Usage;
import java.util.Optional;

/**
 * What calls came to, or are expected to.
 *
 * @param calls how many
 * @param unconfirmed those of them whose reply never came: they may be billed, and their figures are estimates
 * @param usage tokens of all of them
 * @param cost absent where the model has no price
 */
public record Spent(long calls, long unconfirmed, Usage usage, Optional<Money> cost) {
    public Spent {
        if (calls < unconfirmed || unconfirmed < 0) {
            throw new IllegalArgumentException(unconfirmed + " of " + calls + " calls");
        }
    }

    /** Nothing yet, at a model with a price or without one. */
    public static Spent nothing(boolean priced) {
        return new Spent(0, 0, Usage.NONE, priced ? Optional.of(Money.ZERO) : Optional.empty());
    }

    public Spent plus(Spent other) {
        return new Spent(
                calls + other.calls,
                unconfirmed + other.unconfirmed,
                usage.plus(other.usage),
                cost.flatMap(one -> other.cost.map(one::plus)));
    }
}
