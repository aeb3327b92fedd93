package dev.sheaf.store;

import dev.sheaf.cost.Bill;
import dev.sheaf.cost.Money;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Bills as columns: amounts as text, since the driver's numbers are not as exact. */
final class BillRows {
    private BillRows() {}

    static @Nullable String[] costs(List<Bill> bills) {
        return column(bills, Bill::cost);
    }

    /** What it would have cost alone, alone with the cache, packed, in batches, and both. */
    static void addOtherwise(Tuple values, List<Bill> bills) {
        values.addArrayOfString(column(bills, Bill::alone))
                .addArrayOfString(column(bills, Bill::aloneCached))
                .addArrayOfString(column(bills, Bill::packed))
                .addArrayOfString(column(bills, Bill::batch))
                .addArrayOfString(column(bills, Bill::packedBatch));
    }

    private static @Nullable String[] column(List<Bill> bills, Function<Bill, Optional<Money>> amount) {
        return bills.stream()
                .map(bill -> amount.apply(bill)
                        .map(money -> money.usd().toPlainString())
                        .orElse(null))
                .toArray(String[]::new);
    }
}
