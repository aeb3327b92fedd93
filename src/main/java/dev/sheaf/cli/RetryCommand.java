package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "retry",
        header = "Asks again for the rows of a job that have a reason instead of an answer.",
        description = {"", "Rows that could not be asked about keep their reasons."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class RetryCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id = "";

    @Override
    public Integer call() {
        JsonNode reply = RemoteJobs.of(sheaf.shell()).retry(id);
        long rows = reply.path("retried").asLong();
        sheaf.shell()
                .err()
                .println(
                        rows == 0
                                ? "The job " + id + " has no row to ask again."
                                : Progress.number(rows, "row") + " of the job " + id + " asked again.");
        return 0;
    }
}
