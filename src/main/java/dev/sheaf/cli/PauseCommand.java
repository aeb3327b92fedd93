package dev.sheaf.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "pause",
        header = "Buys nothing new for a job until it is resumed.",
        description = {"", "What was bought comes in. A deadline does not wait."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class PauseCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id = "";

    @Override
    public Integer call() {
        RemoteJobs.of(sheaf.shell()).pause(id);
        sheaf.shell().err().println("The job " + id + " waits: `sheaf resume " + id + "` goes on with it.");
        return 0;
    }
}
