package dev.sheaf.cost;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which costs are summed up, and how finely.
 *
 * @param from the first day, by UTC
 * @param to the last day
 * @param by what each sum is of; empty: one sum of all
 */
public record CostQuery(String tenant, LocalDate from, LocalDate to, Set<By> by) {
    public CostQuery {
        by = Set.copyOf(by);
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("the last day is before the first");
        }
    }

    /** What sums can be kept apart by. */
    public enum By {
        DAY,
        TENANT,
        TASK,
        LANE,
        MODEL;

        /** As callers write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<By> of(String word) {
            for (By by : values()) {
                if (by.word().equals(word)) {
                    return Optional.of(by);
                }
            }
            return Optional.empty();
        }
    }
}
