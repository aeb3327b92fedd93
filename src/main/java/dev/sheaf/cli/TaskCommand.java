package dev.sheaf.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "task",
        header = "Keeps the tasks of a service.",
        description = {
            "",
            "A task says what is asked of every item: instructions, labels or a schema, model, packing and quality."
                    + " A changed definition is a new version; the same definition again changes nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        subcommands = {TaskApplyCommand.class, TaskListCommand.class, TaskShowCommand.class, TaskDeleteCommand.class})
final class TaskCommand {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    Shell shell() {
        return sheaf.shell();
    }

    RemoteTasks tasks() {
        return new RemoteTasks(new SheafClient(RemoteTasks.address(shell()), shell().variable("SHEAF_KEY"), TIMEOUT));
    }
}
