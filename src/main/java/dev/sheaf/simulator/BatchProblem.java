package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Why a batch failed.
 *
 * @param line of the file, from 1; 0 where the whole file is meant
 */
record BatchProblem(String code, String message, @Nullable String param, long line) {
    ObjectNode describe() {
        ObjectNode problem = JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("message", message)
                .put("param", param);
        return line == 0 ? problem.putNull("line") : problem.put("line", line);
    }
}
