package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One answer as it is written down.
 *
 * @param slot the number it is written under
 * @param value a label, several labels, or an object of fields
 * @param echo the first words of the item that the answer belongs to; empty where none are asked for
 */
record SlotAnswer(String slot, JsonNode value, String echo) {
    SlotAnswer under(String other) {
        return new SlotAnswer(other, value, echo);
    }

    SlotAnswer with(JsonNode other) {
        return new SlotAnswer(slot, other, echo);
    }
}
