package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "cancel",
        header = "Ends a job.",
        description = {"", "Nothing new is bought; what was bought comes in and is kept."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class CancelCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id = "";

    @Override
    public Integer call() {
        JsonNode job = RemoteJobs.of(sheaf.shell()).cancel(id);
        boolean over = JobWait.isOver(job);
        sheaf.shell()
                .err()
                .println(
                        over
                                ? "The job " + id + " is cancelled."
                                : "The job " + id + " ends as soon as what was bought has come in.");
        return 0;
    }
}
