package dev.sheaf.cli;

import picocli.CommandLine.Command;

@Command(
        name = "resume",
        header = "Goes on with a job that is paused.",
        description = {"", "Of one that runs nothing is changed."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class ResumeCommand extends JobCommand {
    @Override
    public Integer call() {
        jobs().resume(id());
        shell().err().println("The job " + id() + " goes on.");
        return 0;
    }
}
