package dev.sheaf.pack;

import java.util.List;
import java.util.Set;

/**
 * What a reply says.
 *
 * @param outcomes one for each slot of the pack, in the pack's order
 * @param anomalies what was odd about the reply as a whole
 */
public record Reading(List<Outcome> outcomes, Set<Anomaly> anomalies) {
    public Reading {
        outcomes = List.copyOf(outcomes);
        anomalies = Set.copyOf(anomalies);
    }

    /** Something odd about a reply as a whole. */
    public enum Anomaly {
        /** A number that no slot of the pack has. */
        UNKNOWN_SLOT,
        /** The pack's last slot has no certain answer: answers may have moved up. */
        LAST_SLOT_MISSING,
        /** Numbers are named again while others are missing, or before the last was reached. */
        MIXED_LISTS,
        /** An answer repeats the first words of another item than its number says. */
        ECHO_MISMATCH,
        /** An item whose answer is known got another one, or none. */
        CANARY_WRONG,
        /** A slot was answered more than once, alike. */
        REPEATED,
        /** The reply was cut at the output limit. */
        CUT
    }
}
