package dev.sheaf.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Calls and their tokens, on a bill or in a ledger. */
record Account(long calls, long input, long output) {

    static Account billed(JsonNode bill) {
        return of(bill);
    }

    static Account undelivered(JsonNode bill) {
        return of(bill.path("undelivered"));
    }

    private static Account of(JsonNode total) {
        return new Account(
                total.path("calls").asLong(),
                total.path("inputTokens").asLong(),
                total.path("outputTokens").asLong());
    }

    /** What the ledger has. */
    enum Booked {
        /** Replies that came. */
        CERTAIN("confirmed"),
        /** Replies of batches that were billed and cannot be read. */
        UNREAD("not confirmed and lane = 'batch'"),
        /** Calls whose reply never came: estimates. */
        UNANSWERED("not confirmed and lane = 'online'");

        private final String condition;

        Booked(String condition) {
            this.condition = condition;
        }
    }

    static Account booked(Turnstile database, Booked which) {
        List<String> row = database.rows(
                        "select count(*), coalesce(sum(input), 0), coalesce(sum(output), 0) from ledger where "
                                + which.condition)
                .get(0);
        return new Account(Long.parseLong(row.get(0)), Long.parseLong(row.get(1)), Long.parseLong(row.get(2)));
    }

    Account minus(Account other) {
        return new Account(calls - other.calls, input - other.input, output - other.output);
    }

    @Override
    public String toString() {
        return calls + " calls, " + input + " + " + output + " tokens";
    }
}
