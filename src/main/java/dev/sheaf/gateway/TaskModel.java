package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskName;
import java.util.Optional;

/** A task as a model: {@code sheaf/{task}}. */
final class TaskModel {
    private static final String OWNER = "sheaf";
    private static final String PREFIX = OWNER + "/";

    private TaskModel() {}

    /** A task's name as a model's. */
    static String of(String task) {
        return PREFIX + task;
    }

    /** Whether the name is kept for tasks, of which there may be none so called. */
    static boolean isReserved(String model) {
        return model.startsWith(PREFIX);
    }

    /** The task's name; empty where none can be called so. */
    static Optional<String> task(String model) {
        return Optional.of(model)
                .filter(TaskModel::isReserved)
                .map(name -> name.substring(PREFIX.length()))
                .filter(TaskName::isValid);
    }

    /** Created with the version that stands. */
    static ObjectNode describe(Task task) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", PREFIX + task.name())
                .put("object", "model")
                .put("created", task.createdAt().getEpochSecond())
                .put("owned_by", OWNER);
    }
}
