package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;

/** What a request holds the reply to. */
sealed interface Held {
    /** What it adds to the prompt. */
    String text();

    /** Not at all. */
    record Freely() implements Held {
        @Override
        public String text() {
            return "";
        }
    }

    /** Any JSON object. */
    record ToJson() implements Held {
        @Override
        public String text() {
            return "";
        }
    }

    /** A JSON Schema. */
    record ToSchema(JsonNode schema, String text) implements Held {}

    /**
     * A call of one function.
     *
     * @param named whether the request names it: the reply's {@code finish_reason} is then {@code stop}
     */
    record ToTool(String name, JsonNode parameters, String text, boolean named) implements Held {}
}
