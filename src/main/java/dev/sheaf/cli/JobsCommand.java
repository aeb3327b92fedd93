package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "jobs",
        header = "Lists the service's jobs, newest first.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n")
final class JobsCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("ID", "TASK", "STATE", "LANE", "ROWS", "ANSWERED", "FAILED", "CREATED");

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those that are ingesting, running, paused, completed, failed or cancelled.")
    private @Nullable String state;

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            defaultValue = "20",
            description = "So many at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "As the service says it, in JSON.")
    private boolean json;

    @Override
    public Integer call() {
        String query = "limit=" + limit + SheafClient.parameter("state", state);
        JsonNode list = RemoteJobs.of(sheaf.shell()).list(query);
        if (json) {
            sheaf.shell().print(Json.pretty(list));
        } else if (list.path("jobs").isEmpty()) {
            sheaf.shell().err().println("No such job: `sheaf run FILE --task NAME` makes one.");
        } else {
            List<List<String>> table = new ArrayList<>(List.of(COLUMNS));
            list.path("jobs").forEach(job -> table.add(row(job)));
            Table.lines(table).forEach(sheaf.shell()::print);
        }
        return 0;
    }

    private static List<String> row(JsonNode job) {
        JsonNode items = job.path("items");
        return List.of(
                job.path("id").asText(),
                job.path("task").asText(),
                JobProgress.state(job),
                job.path("lane").asText(),
                items.path("total").asText(),
                items.path("answered").asText(),
                items.path("failed").asText(),
                job.path("createdAt").asText().replaceFirst("\\.\\d+Z$", "Z"));
    }
}
