package dev.sheaf.bulk;

import dev.sheaf.cost.Bill;
import dev.sheaf.model.Usage;

/**
 * What a sending may have cost whose reply never came.
 *
 * @param attempt which sending of the request it was, from 1
 */
public record Estimate(String request, int attempt, Usage usage, Bill bill) {}
