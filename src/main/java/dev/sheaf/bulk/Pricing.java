package dev.sheaf.bulk;

import dev.sheaf.cost.Bill;
import dev.sheaf.cost.Content;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Usage;

/** What calls cost, and what their items would have cost otherwise. */
@FunctionalInterface
public interface Pricing {

    /** Unknown where the model has no known price. */
    Bill bill(String model, Usage usage, Tariff tariff, Content content);
}
