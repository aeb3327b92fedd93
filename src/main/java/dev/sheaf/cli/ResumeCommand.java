package dev.sheaf.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "resume",
        header = "Goes on with a job that is paused.",
        description = {"", "Of one that runs nothing is changed."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class ResumeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id = "";

    @Override
    public Integer call() {
        RemoteJobs.of(sheaf.shell()).resume(id);
        sheaf.shell().err().println("The job " + id + " goes on.");
        return 0;
    }
}
