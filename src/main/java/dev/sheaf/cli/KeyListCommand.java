package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "list",
        header = "Lists keys, newest first, without their secrets.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n")
final class KeyListCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("ID", "TENANT", "ROLES", "LIMITS", "NAME", "CREATED", "REVOKED");

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private KeyCommand key;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "Only this tenant's; the operator sees all others.")
    private @Nullable String tenant;

    @Option(names = "--after", paramLabel = "ID", description = "Only those behind this one.")
    private @Nullable String after;

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            defaultValue = "100",
            description = "So many at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "As the service says it, in JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode list = key.keys()
                .list("limit=" + limit + SheafClient.parameter("tenant", tenant)
                        + SheafClient.parameter("after", after));
        if (json) {
            key.shell().print(Json.pretty(list));
        } else if (list.path("keys").isEmpty()) {
            key.shell().err().println("No such key: `sheaf key create --roles admin` makes one.");
        } else {
            List<List<String>> table = new ArrayList<>(List.of(COLUMNS));
            list.path("keys").forEach(it -> table.add(row(it)));
            Table.lines(table).forEach(key.shell()::print);
            if (list.hasNonNull("next")) {
                key.shell()
                        .err()
                        .println("There are more: --after " + list.path("next").asText() + " shows them.");
            }
        }
        return 0;
    }

    private static List<String> row(JsonNode key) {
        String roles = StreamSupport.stream(key.path("roles").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(","));
        return List.of(
                key.path("id").asText(),
                key.path("tenant").asText(),
                roles,
                limits(key.path("limits")),
                key.path("name").asText(),
                seconds(key.path("createdAt")),
                seconds(key.path("revokedAt")));
    }

    private static String limits(JsonNode limits) {
        return Stream.of(
                        worded(limits.path("requestsPerMinute"), "%s/min"),
                        worded(limits.path("itemsPerDay"), "%s items/day"),
                        worded(limits.path("usdPerDay"), "$%s/day"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> worded(JsonNode limit, String form) {
        return limit.isNumber() ? Optional.of(form.formatted(limit.asText())) : Optional.empty();
    }

    private static String seconds(JsonNode time) {
        return time.asText().replaceFirst("\\.\\d+Z$", "Z");
    }
}
