package dev.sheaf.pack;

import dev.sheaf.task.Answer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a reply says.
 *
 * @param outcomes one for each slot of the pack, in the pack's order
 * @param anomalies what was odd about the reply as a whole
 * @param doubted what its slots would hold if they were trusted, in the pack's order; empty where they are
 */
public record Reading(List<Outcome> outcomes, Set<Anomaly> anomalies, List<Outcome> doubted) {
    public Reading {
        outcomes = List.copyOf(outcomes);
        anomalies = Set.copyOf(anomalies);
        doubted = List.copyOf(doubted);
    }

    Reading(List<Outcome> outcomes, Set<Anomaly> anomalies) {
        this(outcomes, anomalies, List.of());
    }

    /** What is not trusted, of a slot by its place: to be compared with what it gets when it is asked again. */
    public Optional<Answer> doubted(int place) {
        return doubted.isEmpty() ? Optional.empty() : doubted.get(place).answer();
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
