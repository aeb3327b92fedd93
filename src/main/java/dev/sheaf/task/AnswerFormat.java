package dev.sheaf.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a pack's answers are written down by the model. */
public enum AnswerFormat {
    /** {@code [N] LABEL} a line: labels only; a model needs no structured outputs for it. */
    LINES,
    /** A JSON object, asked for by {@code response_format: json_object} or in words. */
    JSON,
    /** The arguments of one function call. */
    TOOL,
    /** A strict response format. */
    JSON_SCHEMA;

    /** The name in a definition. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<AnswerFormat> of(String wireName) {
        return Arrays.stream(values())
                .filter(format -> format.wireName().equals(wireName))
                .findFirst();
    }
}
