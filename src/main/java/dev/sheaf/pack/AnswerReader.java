package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Reads what stands under one slot, in the task's shape. Never throws. */
interface AnswerReader {

    /** Reads free text. */
    Outcome read(String text);

    /** Reads a JSON value. */
    Outcome read(JsonNode value);

    /** Reads the members that stand beside a slot's number where none has one of the {@link #names}. */
    Outcome readMembers(ObjectNode members);

    /** Names under which models put the answer beside the slot's number, the one asked for first. */
    List<String> names();
}
