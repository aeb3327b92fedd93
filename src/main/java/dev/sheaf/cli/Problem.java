package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Reason;
import java.util.ArrayList;
import java.util.List;

/** What the service said was wrong: RFC 9457 {@code application/problem+json} with our members {@code code, violations}. */
record Problem(int status, String code, String detail, List<Violation> violations) {
    Problem {
        violations = List.copyOf(violations);
    }

    /** One member of the request that is not as it should be. */
    record Violation(String field, String message) {}

    static Problem of(int status, JsonNode body) {
        String detail = firstOf(body, "The service answered " + status + ".", "detail", "title");
        List<Violation> violations = new ArrayList<>();
        for (JsonNode violation : body.path("violations")) {
            violations.add(new Violation(
                    violation.path("field").asText(""),
                    violation.path("message").asText("")));
        }
        return new Problem(status, firstOf(body, "http_" + status, "code"), detail, violations);
    }

    /** For people: what is wrong, and each member concerned on a line of its own. */
    String sentence() {
        StringBuilder text = new StringBuilder(detail).append(" (").append(code).append(')');
        violations.forEach(
                it -> text.append("\n  ").append(it.field()).append(": ").append(it.message()));
        return text.toString();
    }

    Reason reason() {
        return new Reason(code, detail);
    }

    private static String firstOf(JsonNode body, String otherwise, String... members) {
        for (String member : members) {
            String value = body.path(member).asText("");
            if (!value.isBlank()) {
                return value;
            }
        }
        return otherwise;
    }
}
