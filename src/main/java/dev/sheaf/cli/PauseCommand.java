package dev.sheaf.cli;

import picocli.CommandLine.Command;

@Command(
        name = "pause",
        header = "Buys nothing new for a job until it is resumed.",
        description = {"", "What was bought comes in. A deadline does not wait."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class PauseCommand extends JobCommand {
    @Override
    public Integer call() {
        jobs().pause(id());
        shell().err().println("The job " + id() + " waits: `sheaf resume " + id() + "` goes on with it.");
        return 0;
    }
}
