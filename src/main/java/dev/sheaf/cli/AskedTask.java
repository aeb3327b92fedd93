package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.AnswerColumns;

/**
 * What a run needs to know of its task.
 *
 * @param version the version that was current when the run began, for its messages
 * @param requestItems the most items in one request: full packs, so that none waits for company
 * @param wholeRows whether the task builds its text from an item's columns
 */
record AskedTask(String name, String version, int requestItems, boolean wholeRows, AnswerColumns columns) {
    private static final int ABOUT = 100;
    private static final int MOST = 1000;

    /** @param task the service's reply to {@code GET /tasks/{name}} */
    static AskedTask of(JsonNode task) {
        JsonNode definition = task.path("definition");
        int maxItems = Math.max(1, definition.path("packing").path("maxItems").asInt(1));
        return new AskedTask(
                task.path("name").asText(),
                task.path("version").asText(),
                Math.min(MOST, Math.max(1, ABOUT / maxItems) * maxItems),
                definition.path("input").isTextual(),
                AnswerColumns.of(definition));
    }
}
