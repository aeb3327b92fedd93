package dev.sheaf.rest;

import dev.sheaf.bulk.JobFile;
import dev.sheaf.cost.Estimator;
import dev.sheaf.task.Violation;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What a caller says beside a file that is to be estimated: as for a job. */
public class EstimateParameters {
    private static final Set<String> NAMES = Set.of("task", "text", "id", "delimiter", "exact");

    @RestQuery
    @Parameter(description = "The task's name; with JSON it stands in the body.")
    @Nullable
    String task;

    @RestQuery
    @Parameter(description = "The column with the text, as for a job.")
    @Nullable
    String text;

    @RestQuery
    @Parameter(description = "The column with the rows' ids, as for a job.")
    @Nullable
    String id;

    @RestQuery
    @Parameter(description = "Between the cells of a CSV file, as for a job.")
    @Nullable
    String delimiter;

    @RestQuery
    @Parameter(
            description = "Whether all of a file's tokens are counted; else those of the first 2 MiB of texts, and of"
                    + " one pack in 64 behind them.",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @Nullable
    String exact;

    /** @param exactly bytes of texts that are counted */
    record Said(String task, JobFile file, long exactly) {}

    /** @throws Refused with everything that is wrong */
    Said read(String format, RoutingContext http) {
        List<Violation> violations = new ArrayList<>();
        JobParameters.refuseOthers(http, NAMES, violations);
        String named = task == null ? "" : task.strip();
        if (named.isEmpty()) {
            violations.add(new Violation("task", "is required"));
        }
        if (exact != null && !exact.matches("true|false")) {
            violations.add(new Violation("exact", "must be true or false"));
        }
        Character between = JobParameters.between(delimiter, violations);
        if (!violations.isEmpty()) {
            throw Refused.invalid(violations);
        }
        JobFile file = JobFile.asked(format, JobParameters.blankless(text), JobParameters.blankless(id), between);
        return new Said(named, file, "true".equals(exact) ? Long.MAX_VALUE : Estimator.USUALLY_EXACT);
    }
}
