package dev.sheaf.gateway;

import dev.sheaf.access.Caller;
import dev.sheaf.access.LimitReached;
import dev.sheaf.access.Quotas;
import dev.sheaf.cost.CapReached;
import dev.sheaf.cost.Content;
import dev.sheaf.cost.DayCaps;
import dev.sheaf.cost.DayCaps.Hold;
import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Usage;
import java.util.Optional;

/** Room for passed-on calls under the tenant's cap of the day. */
interface Allowance {
    /** Nothing is bounded. */
    Allowance FREE = (caller, call, booked) -> Hold.NONE;

    /** The least that can be asked for, where nobody knows how much it will be. */
    Money SOMETHING = Money.of("0.000000000001");

    /**
     * Room for a call, until it is over.
     *
     * @param booked how it is booked where its reply does not say what it cost
     * @throws CapReached where there is none: nothing of it is passed on
     * @throws LimitReached where the caller's key may take no more
     */
    Hold hold(Caller caller, Outbound call, Booked booked);

    /** Takes note of what a call of the caller's cost; absent where nobody knows. */
    default void spent(Caller caller, Optional<Money> cost) {}

    /** Takes note of a call that was let go and never went. */
    default void notSent(Caller caller, Booked booked) {}

    /** The same under the limits of the caller's key: a call is an item. */
    default Allowance within(Quotas quotas) {
        Allowance caps = this;
        return new Allowance() {
            @Override
            public Hold hold(Caller caller, Outbound call, Booked booked) {
                if (booked == Booked.UNLESS_SAID) {
                    return caps.hold(caller, call, booked);
                }
                quotas.take(caller, 1);
                try {
                    return caps.hold(caller, call, booked);
                } catch (CapReached full) {
                    notSent(caller, booked);
                    throw full;
                }
            }

            @Override
            public void notSent(Caller caller, Booked booked) {
                if (booked != Booked.UNLESS_SAID) {
                    quotas.giveBack(caller, 1);
                }
            }

            @Override
            public void spent(Caller caller, Optional<Money> cost) {
                quotas.spent(caller, cost);
            }
        };
    }

    /**
     * By what calls may come to. What is not booked by tokens has no known cost before its reply, and passes while there is
     * any room; what costs nothing, such as a look at a list, always passes.
     */
    static Allowance under(DayCaps caps, PriceTable prices) {
        return (caller, call, booked) -> booked == Booked.UNLESS_SAID || !caps.bounds(caller.tenant(), null)
                ? Hold.NONE
                : caps.hold(caller.tenant(), null, call.model(), expected(prices, call, booked));
    }

    private static Optional<Money> expected(PriceTable prices, Outbound call, Booked booked) {
        if (booked == Booked.NOTHING) {
            return Optional.of(SOMETHING);
        }
        CallSize size = call.size();
        Usage usage = new Usage(size.input(), 0, size.output() > 0 ? size.output() : CallSize.USUAL_OUTPUT, 0);
        return prices.bill(call.model(), usage, Tariff.LIST, Content.AS_IT_STANDS)
                .cost();
    }
}
