package dev.sheaf.cost;

import java.util.Locale;

/**
 * What may be spent.
 *
 * @param name of the job, the task or the key; empty for a tenant
 * @param most US dollars: in all, or a day by UTC
 */
public record Cap(Scope scope, String name, Money most) {

    /** Whose spending is bounded. */
    public enum Scope {
        /** A job's, in all. */
        JOB,
        /** A task's, a day. */
        TASK,
        /** A tenant's, a day. */
        TENANT,
        /** Of what a key ordered, a day; it stands with the key. */
        KEY;

        /** As it is stored and told. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Cap {
        if (!most.isPositive() && !most.equals(Money.ZERO)) {
            throw new IllegalArgumentException("a cap is not negative");
        }
    }

    /** For people. */
    public String inWords() {
        return switch (scope) {
            case JOB -> "the job's cap of " + most;
            case TASK -> "the task's cap of " + most + " a day";
            case TENANT -> "the tenant's cap of " + most + " a day";
            case KEY -> "the limit of " + most + " a day of the key that it was ordered with";
        };
    }
}
