package dev.sheaf.cost;

import java.time.InstantSource;

/** What it takes to book a call: where, at which prices, and when. */
public record Books(Ledger ledger, PriceTable prices, InstantSource clock) {

    /** Books a call; once, by its id. */
    public Bill book(Call call) {
        Bill bill = prices.bill(call.model(), call.usage(), call.tariff(), call.content());
        ledger.book(new Ledger.Entry(
                call.whose().tenant(),
                call.id(),
                call.whose().task(),
                call.whose().version(),
                call.model(),
                call.lane(),
                call.confirmed(),
                call.content().items(),
                call.usage(),
                bill,
                clock.instant()));
        return bill;
    }
}
