package dev.sheaf.simulator;

import java.util.List;

/** A prompt as it was understood. */
record Reading(Question question, List<Asked> asked) {
    Reading {
        asked = List.copyOf(asked);
    }

    List<SlotAnswer> truth() {
        return asked.stream().map(question::truth).toList();
    }
}
