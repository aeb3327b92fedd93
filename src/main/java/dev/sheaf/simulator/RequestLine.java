package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** One line of a batch's input file. */
record RequestLine(String customId, JsonNode body) {
    static final int LONGEST = 10 * 1024 * 1024;

    /** Refused with what is wrong with it. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient BatchProblem problem;

        Refused(String code, String message, @org.jspecify.annotations.Nullable String param) {
            super(message, null, false, false);
            this.problem = new BatchProblem(code, message, param, 0);
        }

        BatchProblem at(long line) {
            return new BatchProblem(problem.code(), problem.message(), problem.param(), line);
        }
    }

    static RequestLine read(LineReader.Line line, ObjectMapper json) throws Refused {
        JsonNode request = tree(line, json);
        String id = text(request, "custom_id");
        String method = text(request, "method");
        String url = text(request, "url");
        JsonNode body = request.path("body");
        if (!body.isObject()) {
            throw missing("body");
        }
        if (!method.equals("POST")) {
            throw new Refused(
                    "invalid_method", "The HTTP method must be 'POST', but is '" + cut(method) + "'.", "method");
        }
        if (!url.equals(BatchOrder.ENDPOINT)) {
            throw new Refused(
                    "url_mismatch",
                    "The URL provided for this request does not match the batch endpoint: '" + cut(url) + "'.",
                    "url");
        }
        return new RequestLine(id, body);
    }

    private static JsonNode tree(LineReader.Line line, ObjectMapper json) throws Refused {
        try {
            JsonNode request = line.whole() ? json.readTree(line.bytes()) : null;
            if (request != null && request.isObject()) {
                return request;
            }
        } catch (IOException e) {
            throw new Refused("invalid_json_line", "This line is not parseable as valid JSON.", null);
        }
        String message = line.whole() ? "This line is not a JSON object." : "This line is too long.";
        throw new Refused("invalid_json_line", message, null);
    }

    private static String text(JsonNode request, String name) throws Refused {
        JsonNode value = request.path(name);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw missing(name);
        }
        return value.asText();
    }

    private static Refused missing(String name) {
        return new Refused("missing_required_parameter", "Missing required parameter: '" + name + "'.", name);
    }

    private static String cut(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
