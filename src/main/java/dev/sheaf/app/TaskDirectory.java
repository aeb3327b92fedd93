package dev.sheaf.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.pack.TaskIntake;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskName;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Puts the definitions of a directory at start. A file that cannot be put stops the start: half a set serves nobody. */
@ApplicationScoped
class TaskDirectory {
    private static final Logger LOG = Logger.getLogger(TaskDirectory.class);

    /** The tenant of whoever runs the service. */
    private static final String TENANT = "default";

    private final TaskConfig config;
    private final TaskIntake intake;
    private final TaskCatalog catalog;
    private final YAMLMapper yaml = new YAMLMapper();

    TaskDirectory(TaskConfig config, TaskIntake intake, TaskCatalog catalog) {
        this.config = config;
        this.intake = intake;
        this.catalog = catalog;
    }

    void read(@Observes StartupEvent start) throws IOException {
        if (config.directory().isPresent()) {
            for (Path file : definitions(config.directory().get())) {
                put(file);
            }
        }
    }

    private static List<Path> definitions(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new Refused("sheaf.tasks.directory is no directory: " + directory);
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(".+\\.(ya?ml|json)"))
                    .sorted()
                    .toList();
        }
    }

    private void put(Path file) throws IOException {
        try (MappingIterator<JsonNode> documents =
                yaml.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (documents.hasNext()) {
                put(file, documents.next());
            }
        } catch (JsonProcessingException e) {
            throw new Refused(file + " is no YAML: line " + e.getLocation().getLineNr());
        }
    }

    private void put(Path file, JsonNode document) {
        JsonNode named = document.isObject() ? ((ObjectNode) document).remove("name") : null;
        String name = named == null ? baseName(file) : named.asText();
        DefinitionReader.Result result = intake.accept(document);
        if (!TaskName.isValid(name) || result.definition().isEmpty()) {
            throw new Refused(file + " cannot be put as task \"" + name + "\": " + wrong(name, result));
        }
        try {
            VertxContextSupport.subscribeAndAwait(
                    () -> catalog.put(TENANT, name, result.definition().get()));
        } catch (Throwable e) {
            throw new IllegalStateException(file + " could not be stored", e);
        }
        LOG.infof("Task %s is put from %s", name, file.getFileName());
    }

    private static String wrong(String name, DefinitionReader.Result result) {
        String violations = result.violations().stream()
                .map(violation -> violation.field() + " " + violation.message())
                .collect(Collectors.joining("; "));
        return TaskName.isValid(name) ? violations : "its name " + TaskName.MESSAGE;
    }

    private static String baseName(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    }
}
