package dev.sheaf.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sheaf.task.Violation;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, by RFC 9457.
 *
 * @param code stable, for programs
 * @param violations everything that is wrong with the request, by field
 */
@Schema(
        description = "What went wrong, by RFC 9457 (application/problem+json).",
        requiredProperties = {"type", "title", "status", "code"})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        @Schema(examples = "urn:sheaf:problem:unknown_task") String type,
        String title,
        int status,
        @Nullable String detail,

        @Schema(description = "A stable code, for programs.")
        String code,

        @Schema(description = "Everything that is wrong with the request, by field.")
        List<Violation> violations) {

    public static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemKind kind, @Nullable String detail, List<Violation> violations) {
        return new Problem(
                "urn:sheaf:problem:" + kind.code(), kind.title(), kind.status(), detail, kind.code(), violations);
    }
}
