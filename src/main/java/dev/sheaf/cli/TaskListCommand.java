package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
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
        int[] widths = IntStream.range(0, COLUMNS.size())
                .map(at -> table.stream()
                        .mapToInt(row -> row.get(at).length())
                        .max()
                        .orElse(0))
                .toArray();
        table.forEach(row -> task.shell().print(line(row, widths)));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
