package dev.sheaf.cost;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * An exact amount of US dollars: nothing is rounded before it is shown.
 *
 * @param usd without trailing zeros, so that equal amounts are equal
 */
public record Money(BigDecimal usd) implements Comparable<Money> {
    public static final Money ZERO = new Money(BigDecimal.ZERO);

    private static final int CENTS = 2;

    public Money {
        usd = usd.signum() == 0 ? BigDecimal.ZERO : usd.stripTrailingZeros();
    }

    /** @param usd a decimal number, like {@code 0.15} */
    public static Money of(String usd) {
        return new Money(new BigDecimal(usd));
    }

    public Money plus(Money other) {
        return new Money(usd.add(other.usd));
    }

    public Money minus(Money other) {
        return new Money(usd.subtract(other.usd));
    }

    public Money times(BigDecimal factor) {
        return new Money(usd.multiply(factor));
    }

    /** The less of the two. */
    public Money atMost(Money other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** Whether there is any of it. */
    public boolean isPositive() {
        return usd.signum() > 0;
    }

    @Override
    public int compareTo(Money other) {
        return usd.compareTo(other.usd);
    }

    /** For people: cents, or two digits of what is smaller; {@code $12.30}, {@code $0.00021}. */
    @Override
    public String toString() {
        BigDecimal cents = usd.setScale(CENTS, RoundingMode.HALF_UP);
        boolean fine = usd.signum() != 0 && usd.abs().compareTo(BigDecimal.ONE) < 0;
        BigDecimal shown = fine ? usd.round(new MathContext(CENTS, RoundingMode.HALF_UP)) : cents;
        BigDecimal padded = shown.scale() < CENTS ? shown.setScale(CENTS) : shown;
        return (padded.signum() < 0 ? "-$" : "$") + padded.abs().toPlainString();
    }
}
