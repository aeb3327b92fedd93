package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "retry",
        header = "Asks again for the rows of a job that have a reason instead of an answer.",
        description = {"", "Rows that could not be asked about keep their reasons."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class RetryCommand extends JobCommand {
    @Override
    public Integer call() {
        JsonNode reply = jobs().retry(id());
        long rows = reply.path("retried").asLong();
        shell().err()
                .println(
                        rows == 0
                                ? "The job " + id() + " has no row to ask again."
                                : Progress.number(rows, "row") + " of the job " + id() + " asked again.");
        return 0;
    }
}
