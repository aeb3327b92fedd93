package dev.sheaf.quality;

import java.time.LocalDate;

/**
 * What checks of a version cost on the last day that saw any.
 *
 * @param day by UTC
 * @param tokens of input and output
 */
public record CheckSpend(LocalDate day, long tokens) {
    public static final CheckSpend NOTHING = new CheckSpend(LocalDate.EPOCH, 0);

    public CheckSpend {
        if (tokens < 0) {
            throw new IllegalArgumentException("tokens are not negative: " + tokens);
        }
    }

    CheckSpend plus(LocalDate today, long more) {
        return new CheckSpend(today, on(today) + more);
    }

    public long on(LocalDate today) {
        return today.equals(day) ? tokens : 0;
    }
}
