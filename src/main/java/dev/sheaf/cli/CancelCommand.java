package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "cancel",
        header = "Ends a job.",
        description = {"", "Nothing new is bought; what was bought comes in and is kept."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class CancelCommand extends JobCommand {
    @Override
    public Integer call() {
        JsonNode job = jobs().cancel(id());
        boolean over = JobWait.isOver(job);
        shell().err()
                .println(
                        over
                                ? "The job " + id() + " is cancelled."
                                : "The job " + id() + " ends as soon as what was bought has come in.");
        return 0;
    }
}
