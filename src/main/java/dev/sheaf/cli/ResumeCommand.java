package dev.sheaf.cli;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "resume",
        header = "Goes on with a job that is paused.",
        description = {"", "Of one that runs nothing is changed."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class ResumeCommand extends JobCommand {
    @Option(
            names = "--cap",
            paramLabel = "DOLLARS",
            description = "What it may spend in all from now on, what it has spent included.")
    private @Nullable BigDecimal cap;

    @Override
    public Integer call() {
        jobs().resume(id(), cap);
        shell().err().println("The job " + id() + " goes on.");
        return 0;
    }
}
