package dev.sheaf.rest;

import dev.sheaf.task.Violation;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Which stretch of a list a caller wants. */
public class PageParameters {
    private static final int MOST = 1_000;
    private static final int USUAL = 50;

    @RestQuery
    @Parameter(description = "What the page before this one gave as next.")
    @Nullable
    String after;

    @RestQuery
    @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "50"))
    @Nullable
    String limit;

    /** @throws Refused where it is no number from 1 to 1000 */
    private int size() {
        if (limit == null) {
            return USUAL;
        }
        int most = limit.matches("\\d{1,4}") ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > MOST) {
            throw Refused.invalid(List.of(new Violation("limit", "must be a number from 1 to " + MOST)));
        }
        return most;
    }

    /**
     * How many entries to look for: one more than are shown tells whether there are others.
     *
     * @throws Refused where it is no number from 1 to 1000
     */
    int wanted() {
        return size() + 1;
    }

    /**
     * @param found so many as were wanted, or all there are
     * @param id what the next page begins after
     */
    <T> Page<T> of(List<T> found, Function<T, String> id) {
        List<T> shown = found.subList(0, Math.min(size(), found.size()));
        return new Page<>(shown, found.size() > shown.size() ? id.apply(shown.get(shown.size() - 1)) : null);
    }

    /** @param next what to ask for the following page; absent at the end */
    record Page<T>(List<T> entries, @Nullable String next) {}
}
