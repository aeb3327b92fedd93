package dev.sheaf.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.Json;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "tick",
        header = "Does what is due of all jobs, then ends.",
        description = {
            "",
            "For cron, and for services that are scaled to zero: starts with the database and the provider of its"
                    + " environment, but answers no requests. Prints how many steps were taken of what, and when something"
                    + " is due next, as JSON; nextDue has no value where nothing is left to do. Ends with 0, also"
                    + " where a step could not be taken and is put off; what is under way when the time is over has"
                    + " another minute."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  * * * * *  sheaf tick --for 50s"})
final class TickCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = DurationConverter.class,
            description = "How long it may go on with what becomes due meanwhile (default: ${DEFAULT-VALUE}).")
    private Duration atMost = Duration.ZERO;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Override
    public Integer call() {
        Programs.Ticked ticked = sheaf.programs().tick(program.on(0), atMost);
        ObjectNode done = Json.object().put("steps", ticked.all());
        ObjectNode of = done.putObject("stepsOf");
        ticked.steps().forEach(of::put);
        done.put("nextDue", ticked.nextDue() == null ? null : ticked.nextDue().toString());
        sheaf.shell().print(Json.compact(done));
        return 0;
    }
}
