package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Reads what stands under one slot, in the task's shape. Never throws. */
interface AnswerReader {
    /** Members that models put beside an answer without being asked. */
    Set<String> BESIDE = Set.of("echo", "reasoning", "reason", "explanation", "text");

    /** Reads free text. */
    Outcome read(String text);

    /** Whether a text is an answer and nothing else: no reason, no comment. */
    boolean isPlain(String text);

    /** Whether an item's text cannot be told from an answer, or from a part of one. */
    boolean couldAnswer(String text);

    /** Reads a JSON value. */
    Outcome read(JsonNode value);

    /** Reads the members that stand beside a slot's number where none has one of the {@link #names}. */
    Outcome readMembers(ObjectNode members);

    /** Names, in lower case, under which models put the answer beside the slot's number. */
    Set<String> names();
}
