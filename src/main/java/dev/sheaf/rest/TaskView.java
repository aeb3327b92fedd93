package dev.sheaf.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.Task;
import java.time.Instant;
import java.util.List;

/** A task as its users see it. */
public record TaskView(
        String name, String version, Instant createdAt, ObjectNode definition, List<VersionView> versions) {

    /** One of a task's versions. */
    public record VersionView(String version, Instant createdAt) {
        static VersionView of(Task task) {
            return new VersionView(task.version(), task.createdAt());
        }
    }

    /** A task in a list. */
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
    public record Listing(List<Summary> tasks) {}

    static TaskView of(Task current, List<Task> versions) {
        return new TaskView(
                current.name(),
                current.version(),
                current.createdAt(),
                DefinitionJson.write(current.definition()),
                versions.stream().map(VersionView::of).toList());
    }
}
