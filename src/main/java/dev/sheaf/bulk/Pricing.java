package dev.sheaf.bulk;

import dev.sheaf.model.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/** What calls cost. */
@FunctionalInterface
public interface Pricing {

    /** In US dollars; absent where the model has no known price. */
    Optional<BigDecimal> cost(String model, Usage usage, Lane lane);
}
