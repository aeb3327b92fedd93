package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What tokens cost on one way to a model.
 *
 * @param input US dollars for a million tokens of input
 * @param cachedInput for a million that came from the provider's prompt cache; absent: as other input
 * @param output for a million tokens of output, reasoning included
 */
public record Rates(BigDecimal input, Optional<BigDecimal> cachedInput, BigDecimal output) {
    private static final int MILLION = 6;

    public Rates {
        if (input.signum() < 0
                || output.signum() < 0
                || cachedInput.filter(it -> it.signum() < 0).isPresent()) {
            throw new IllegalArgumentException("a price is not negative");
        }
    }

    /** What so many tokens cost, to the last digit. */
    public Money of(Usage usage) {
        long cached = Math.min(usage.cachedTokens(), usage.inputTokens());
        return new Money(times(input, usage.inputTokens() - cached)
                .add(times(cachedInput.orElse(input), cached))
                .add(times(output, usage.outputTokens()))
                .movePointLeft(MILLION));
    }

    /** Less a part of it; what is said of cached input holds for these rates only. */
    Rates less(BigDecimal discount) {
        BigDecimal paid = BigDecimal.ONE.subtract(discount);
        return new Rates(input.multiply(paid), Optional.empty(), output.multiply(paid));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
