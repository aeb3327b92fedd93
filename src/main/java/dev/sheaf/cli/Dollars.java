package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cost.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of the service as people read them. */
final class Dollars {
    private static final int PERCENT = 2;

    private Dollars() {}

    /** @param amount a number, or the word unknown */
    static String of(JsonNode amount) {
        return amount.isNumber() ? new Money(amount.decimalValue()).toString() : amount.asText("unknown");
    }

    static String less(JsonNode one, JsonNode other) {
        boolean both = one.isNumber() && other.isNumber();
        return of(both && other.decimalValue().compareTo(one.decimalValue()) < 0 ? other : one);
    }

    static String percent(BigDecimal part) {
        return part.movePointRight(PERCENT).setScale(1, RoundingMode.HALF_EVEN).toPlainString() + " %";
    }
}
