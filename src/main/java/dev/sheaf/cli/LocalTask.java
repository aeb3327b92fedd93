package dev.sheaf.cli;

import dev.sheaf.bulk.Compiled;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.TaskIntake;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.TaskDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A task from its file, for commands that need no service. */
final class LocalTask {
    private LocalTask() {}

    /** @param prices say what is known of its model, too */
    static Prepared prepared(TaskIntake intake, Path file, PriceTable prices) {
        List<TaskFile> files = TaskFile.readAll(file);
        if (files.size() > 1) {
            throw CommandFailure.refused(file + " holds several tasks: one is needed.");
        }
        TaskFile definition = files.get(0);
        DefinitionReader.Result read = intake.accept(definition.definition());
        TaskDefinition complete = read.definition()
                .orElseThrow(() -> CommandFailure.refused(file
                        + " cannot be asked: "
                        + read.violations().stream()
                                .map(it -> it.field() + " " + it.message())
                                .collect(Collectors.joining("; "))
                        + '.'));
        return Compiled.prepared(definition.name(), complete, prices.profile(complete.model()));
    }
}
