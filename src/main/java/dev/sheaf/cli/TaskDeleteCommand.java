package dev.sheaf.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "delete",
        header = "Forgets a task; its versions stay in the database.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class TaskDeleteCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private TaskCommand task;

    @Parameters(index = "0", paramLabel = "NAME", description = "The task.")
    private String name = "";

    @Override
    public Integer call() {
        task.tasks().delete(name);
        task.shell().err().println("Deleted " + name + ".");
        return 0;
    }
}
