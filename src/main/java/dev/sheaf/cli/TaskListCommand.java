package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "list",
        header = "Lists the service's tasks.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n")
final class TaskListCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of("name", "version", "model", "format");

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private TaskCommand task;

    @Option(names = "--json", description = "As the service says it, in JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode list = task.tasks().list();
        if (json) {
            task.shell().print(Json.pretty(list));
        } else if (list.path("tasks").isEmpty()) {
            task.shell().err().println("No task yet: `sheaf task apply FILE.yaml` adds one.");
        } else {
            printTable(list.path("tasks"));
        }
        return 0;
    }

    private void printTable(JsonNode tasks) {
        List<List<String>> table = new ArrayList<>();
        table.add(COLUMNS.stream().map(it -> it.toUpperCase(Locale.ROOT)).toList());
        tasks.forEach(it -> table.add(
                COLUMNS.stream().map(column -> Json.text(it.path(column))).toList()));
        Table.lines(table).forEach(task.shell()::print);
    }
}
