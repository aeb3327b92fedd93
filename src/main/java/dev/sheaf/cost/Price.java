package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import java.util.Optional;

/**
 * What a model's tokens cost, by the way that its calls go.
 *
 * @param list of ordinary calls
 * @param batch of a batch's requests; absent: the model is not sold so
 * @param flex of calls of the flex tier; absent: the model is not sold so
 */
public record Price(Rates list, Optional<Rates> batch, Optional<Rates> flex) {

    /** Absent where the model is not sold at this tariff. */
    public Optional<Rates> at(Tariff tariff) {
        return switch (tariff) {
            case LIST -> Optional.of(list);
            case BATCH -> batch;
            case FLEX -> flex;
        };
    }

    /** What so many tokens cost, to the last digit; absent where the model is not sold at this tariff. */
    public Optional<Money> of(Usage usage, Tariff tariff) {
        return at(tariff).map(rates -> rates.of(usage));
    }
}
