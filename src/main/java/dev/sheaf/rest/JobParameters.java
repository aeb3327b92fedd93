package dev.sheaf.rest;

import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Order;
import dev.sheaf.cost.Money;
import dev.sheaf.events.Callbacks;
import dev.sheaf.task.Violation;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What a caller says beside a job's file. */
public class JobParameters {
    private static final Set<String> NAMES =
            Set.of("task", "lane", "text", "id", "deadline", "delimiter", "knownAnswers", "cap", "callback");
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int LONGEST_KEY = 255;

    @RestQuery
    @Parameter(required = true, description = "The task's name; its version of now answers the whole file.")
    @Nullable
    String task;

    @RestQuery
    @Parameter(
            description = "How the calls travel: the provider's batches, chat completions, or whichever the job's size"
                    + " and deadline ask for.",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"auto", "batch", "online"},
                            defaultValue = "auto"))
    @Nullable
    String lane;

    @RestQuery
    @Parameter(
            description = "The column with the text; without it the only one, or the one called text, body, content,"
                    + " message, comment or review. Not for a task with an input template.")
    @Nullable
    String text;

    @RestQuery
    @Parameter(description = "The column with the rows' ids, each once; without it they are numbered from 1.")
    @Nullable
    String id;

    @RestQuery
    @Parameter(
            description = "When it shall be done: an ISO 8601 duration from now.",
            schema = @Schema(type = SchemaType.STRING, examples = "PT6H"))
    @Nullable
    String deadline;

    @RestQuery
    @Parameter(
            description = "Between the cells of a CSV file: one character, or tab; without it it is found in the"
                    + " header.")
    @Nullable
    String delimiter;

    @RestQuery
    @Parameter(
            description = "Takes over answers that the same version of the task gave to the same texts, where they are"
                    + " no older than this ISO 8601 duration.",
            schema = @Schema(type = SchemaType.STRING, examples = "P30D"))
    @Nullable
    String knownAnswers;

    @RestQuery
    @Parameter(
            description = "What it may spend in all, in US dollars; then it pauses with the reason cap_reached.",
            schema = @Schema(type = SchemaType.NUMBER, examples = "5.00"))
    @Nullable
    String cap;

    @RestQuery
    @Parameter(
            description = "Who is told, by signed CloudEvents, of its end and of parts that fail: an address at a host"
                    + " that the operator allows.",
            schema = @Schema(type = SchemaType.STRING, format = "uri"))
    @Nullable
    String callback;

    @RestHeader("Idempotency-Key")
    @Parameter(
            description = "Names the order: the same key again gives the same job. A file that broke off comes again"
                    + " under its key.",
            schema = @Schema(type = SchemaType.STRING, maxLength = LONGEST_KEY))
    @Nullable
    String key;

    /** The order, and the name of the task. */
    record Said(String task, Order order) {}

    /** @throws Refused with everything that is wrong */
    Said read(String format, Callbacks callbacks, RoutingContext http) {
        List<Violation> violations = new ArrayList<>();
        refuseOthers(http, NAMES, violations);
        String named = task == null ? "" : task.strip();
        if (named.isEmpty()) {
            violations.add(new Violation("task", "is required"));
        }
        if (key != null && !key.matches("[\\x21-\\x7e]{1," + LONGEST_KEY + "}")) {
            violations.add(new Violation(
                    "Idempotency-Key", "must be 1 to " + LONGEST_KEY + " printable ASCII characters without spaces"));
        }
        Lane wanted = lane(violations);
        JobFile file = JobFile.asked(format, blankless(text), blankless(id), between(delimiter, violations));
        Duration until = duration("deadline", deadline, violations);
        Duration known = duration("knownAnswers", knownAnswers, violations);
        Money most = money(cap, violations);
        URI told = callbacks.read("callback", callback, violations);
        if (!violations.isEmpty()) {
            throw Refused.invalid(violations);
        }
        return new Said(named, new Order(Entrance.tenant(http), key, wanted, file, until, known, most, told));
    }

    static void refuseOthers(RoutingContext http, Set<String> known, List<Violation> violations) {
        for (String name : new TreeSet<>(http.queryParams().names())) {
            if (!known.contains(name)) {
                violations.add(new Violation(name, "is not known"));
            }
        }
    }

    private Lane lane(List<Violation> violations) {
        return lane == null
                ? Lane.AUTO
                : Lane.of(lane).orElseGet(() -> {
                    violations.add(new Violation("lane", "must be auto, batch or online"));
                    return Lane.AUTO;
                });
    }

    static @Nullable Character between(@Nullable String delimiter, List<Violation> violations) {
        if (delimiter == null) {
            return null;
        }
        if (delimiter.equals("tab") || delimiter.equals("\\t")) {
            return '\t';
        }
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter) || Character.isSurrogate(delimiter.charAt(0))) {
            violations.add(new Violation("delimiter", "must be one character, or tab"));
            return null;
        }
        return delimiter.charAt(0);
    }

    static @Nullable Duration duration(String name, @Nullable String said, List<Violation> violations) {
        if (said == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(said);
            if (!duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        violations.add(new Violation(
                name, "must be an ISO 8601 duration like PT6H, over 0 and at most " + LONGEST.toDays() + " days"));
        return null;
    }

    static @Nullable Money money(@Nullable String said, List<Violation> violations) {
        if (said == null) {
            return null;
        }
        if (said.matches("\\d{1,7}(\\.\\d{1,12})?") && CapsResource.isAmount(new BigDecimal(said))) {
            return Money.of(said);
        }
        violations.add(new Violation("cap", "must be an amount like 5.00, from 0 to a million"));
        return null;
    }

    static @Nullable String blankless(@Nullable String column) {
        return column == null || column.isEmpty() ? null : column;
    }
}
