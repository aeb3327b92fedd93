package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "apply",
        header = "Gives tasks from files to the service.",
        description = {
            "",
            "A file holds one task, or several YAML documents. A task's name is its member `name`, else the name of its"
                    + " file without the ending."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all tasks are there",
            "1:some were refused",
            "2:wrong usage, none is there, or nothing answers"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sheaf task apply product-reviews.yaml", "  sheaf task apply tasks/"})
final class TaskApplyCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private TaskCommand task;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "YAML or JSON files, or directories of them.")
    private List<Path> paths = new ArrayList<>();

    @Override
    public Integer call() {
        List<TaskFile> files =
                paths.stream().flatMap(path -> TaskFile.readAll(path).stream()).toList();
        RemoteTasks tasks = task.tasks();
        // asked first, so that a service that is not there is told once
        tasks.list();
        long refused = files.stream().filter(file -> !isApplied(file, tasks)).count();
        if (refused == 0) {
            return 0;
        }
        return refused < files.size() ? CommandFailure.SOME_UNANSWERED : CommandFailure.NOTHING_DONE;
    }

    private boolean isApplied(TaskFile file, RemoteTasks tasks) {
        try {
            JsonNode applied = tasks.apply(file);
            task.shell()
                    .print(applied.path("name").asText() + "  version "
                            + applied.path("version").asText());
            return true;
        } catch (CommandFailure e) {
            task.shell().err().println(e.sentence());
            return false;
        }
    }
}
