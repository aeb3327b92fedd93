package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "show",
        header = "Shows a task as `task apply` takes it, and its versions.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  sheaf task show product-reviews > product-reviews.yaml"})
final class TaskShowCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private TaskCommand task;

    @Parameters(index = "0", paramLabel = "NAME", description = "The task.")
    private String name = "";

    @ArgGroup
    private Form form = new Form();

    /** At most one. */
    static final class Form {
        @Option(names = "--yaml", description = "As YAML, its versions as comments (the default).")
        private boolean yaml;

        @Option(names = "--json", description = "As the service says it, in JSON.")
        private boolean json;
    }

    @Override
    public Integer call() {
        JsonNode shown = task.tasks().find(name);
        task.shell().print(form.json ? Json.pretty(shown) : yaml(shown));
        return 0;
    }

    private static String yaml(JsonNode shown) {
        StringBuilder text = new StringBuilder();
        shown.path("versions").forEach(it -> text.append("# version ")
                .append(it.path("version").asText())
                .append(" of ")
                .append(it.path("createdAt").asText())
                .append('\n'));
        ObjectNode file = Json.object().put("name", shown.path("name").asText());
        shown.path("definition").properties().forEach(it -> file.set(it.getKey(), it.getValue()));
        return text.append(Yaml.text(file)).toString().stripTrailing();
    }
}
