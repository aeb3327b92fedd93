package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a model's tokens cost.
 *
 * @param input US dollars for a million tokens of input
 * @param cachedInput for a million that came from the provider's prompt cache; absent: as other input
 * @param output for a million tokens of output, reasoning included
 * @param batchDiscount the part of it that a batch saves, from 0 to 1
 */
public record Price(BigDecimal input, Optional<BigDecimal> cachedInput, BigDecimal output, BigDecimal batchDiscount) {
    private static final int MILLION = 6;

    public Price {
        if (input.signum() < 0
                || output.signum() < 0
                || cachedInput.filter(it -> it.signum() < 0).isPresent()) {
            throw new IllegalArgumentException("a price is not negative");
        }
        if (batchDiscount.signum() < 0 || batchDiscount.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("a discount is from 0 to 1: " + batchDiscount);
        }
    }

    /** What so many tokens cost, to the last digit. */
    public Money of(Usage usage, Tariff tariff) {
        long cached = Math.min(usage.cachedTokens(), usage.inputTokens());
        BigDecimal list = times(input, usage.inputTokens() - cached)
                .add(times(cachedInput.orElse(input), cached))
                .add(times(output, usage.outputTokens()));
        BigDecimal paid = tariff == Tariff.BATCH ? BigDecimal.ONE.subtract(batchDiscount) : BigDecimal.ONE;
        return new Money(list.multiply(paid).movePointLeft(MILLION));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
