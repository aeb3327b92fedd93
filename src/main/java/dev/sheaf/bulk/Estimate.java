package dev.sheaf.bulk;

import dev.sheaf.model.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a sending may have cost whose reply never came.
 *
 * @param attempt which sending of the request it was, from 1
 * @param cost in US dollars; absent where the model has no price
 */
public record Estimate(String request, int attempt, Usage usage, Optional<BigDecimal> cost) {}
