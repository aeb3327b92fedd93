package dev.sheaf.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.quality.Checked;
import dev.sheaf.quality.Governed;
import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.Task;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A task as its users see it. */
@Schema(
        name = "Task",
        requiredProperties = {"name", "version", "createdAt", "definition", "versions", "guard"})
public record TaskView(
        String name,

        @Schema(description = "The content address of the definition.")
        String version,

        @Schema(description = "When this version was first put.")
        Instant createdAt,

        @Schema(description = "Complete: what was left out holds its default.", implementation = DefinitionSchema.class)
        ObjectNode definition,

        @Schema(description = "All of them, newest first.") List<VersionView> versions,
        GuardView guard) {

    /** What is known of the size of its packs. */
    @Schema(
            name = "TaskGuard",
            description = "Packed answers of this version, compared with those that the same items got alone.",
            requiredProperties = {"maxItems", "checks", "disagreements", "selfDisagreements", "trials", "tokensToday"})
    public record GuardView(
            @Schema(description = "Items that may share a call now.")
            int maxItems,

            @Schema(description = "Items that were asked alone as well.")
            long checks,

            @Schema(description = "Of these, those that got another answer alone.")
            long disagreements,

            @Schema(
                    description = "How many of as many items would have got another answer when asked alone twice,"
                            + " as far as is known.")
            long selfDisagreements,

            @Schema(description = "Items that were asked in a larger pack for trial.")
            long trials,

            @Schema(description = "What checks cost since midnight UTC, input and output together.")
            long tokensToday) {

        static GuardView of(Governed governed, long tokensToday) {
            Checked tally = governed.tally();
            return new GuardView(
                    governed.items(),
                    tally.checks(),
                    tally.disagreements(),
                    tally.selfDisagreements(),
                    governed.trials().checks(),
                    tokensToday);
        }
    }

    /** One of a task's versions. */
    @Schema(
            name = "TaskVersion",
            requiredProperties = {"version", "createdAt"})
    public record VersionView(String version, Instant createdAt) {
        static VersionView of(Task task) {
            return new VersionView(task.version(), task.createdAt());
        }
    }

    /** A task in a list. */
    @Schema(
            name = "TaskSummary",
            requiredProperties = {"name", "version", "model", "format", "createdAt"})
    public record Summary(String name, String version, String model, String format, Instant createdAt) {
        static Summary of(Task task) {
            return new Summary(
                    task.name(),
                    task.version(),
                    task.definition().model(),
                    task.definition().format().wireName(),
                    task.createdAt());
        }
    }

    /** All tasks, by name. */
    @Schema(name = "Tasks", requiredProperties = "tasks")
    public record Listing(List<Summary> tasks) {}

    static TaskView of(Task current, List<Task> versions, GuardView guard) {
        return new TaskView(
                current.name(),
                current.version(),
                current.createdAt(),
                DefinitionJson.write(current.definition()),
                versions.stream().map(VersionView::of).toList(),
                guard);
    }
}
