package dev.sheaf.gateway;

import dev.sheaf.access.Quotas;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.DayCaps;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts together what holds calls to their bounds. */
@ApplicationScoped
class LimitWiring {

    @Produces
    @Singleton
    Allowance allowance(DayCaps caps, Books books, Quotas quotas) {
        return Allowance.under(caps, books.prices()).within(quotas);
    }

    @Produces
    @Singleton
    Charges charges(Quotas quotas, Books books) {
        return new Charges(quotas, books.prices());
    }
}
