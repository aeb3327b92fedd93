package dev.sheaf.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.pack.TaskIntake;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskDefinition;
import dev.sheaf.task.TaskName;
import dev.sheaf.task.Violation;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Puts the definitions of a directory at start. All are read before the first is put, and one that cannot be put stops the
 * start: half a set serves nobody.
 */
@ApplicationScoped
class TaskDirectory {
    private static final Logger LOG = Logger.getLogger(TaskDirectory.class);

    /** The tenant of whoever runs the service. */
    private static final String TENANT = "default";

    private final TaskConfig config;
    private final TaskIntake intake;
    private final TaskCatalog catalog;
    private final ObjectReader yaml = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);

    TaskDirectory(TaskConfig config, TaskIntake intake, TaskCatalog catalog) {
        this.config = config;
        this.intake = intake;
        this.catalog = catalog;
    }

    /** A definition and the file that it stands in. */
    private record Draft(Path file, TaskDefinition definition) {}

    void read(@Observes StartupEvent start) {
        config.directory().ifPresent(this::putAll);
    }

    private void putAll(Path directory) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        definitions(directory).forEach(file -> read(file, drafts));
        drafts.forEach(this::put);
    }

    private static List<Path> definitions(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(".+\\.(ya?ml|json)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Refused("sheaf.tasks.directory is no directory that can be read: " + directory);
        }
    }

    private void read(Path file, Map<String, Draft> drafts) {
        try (MappingIterator<JsonNode> documents = yaml.readValues(file.toFile())) {
            if (!documents.hasNextValue()) {
                throw new Refused(file + " holds no definition.");
            }
            while (documents.hasNextValue()) {
                read(file, documents.nextValue(), drafts);
            }
        } catch (JacksonException e) {
            String line =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new Refused(file + " cannot be read as YAML: it breaks" + line + ".");
        } catch (IOException e) {
            throw new Refused(file + " cannot be read: " + e.getMessage());
        }
    }

    private void read(Path file, JsonNode document, Map<String, Draft> drafts) {
        JsonNode named = document.isObject() ? ((ObjectNode) document).remove("name") : null;
        String name = named == null ? baseName(file) : named.asText();
        if (!TaskName.isValid(name)) {
            throw new Refused(file + " cannot be put as task \"" + name + "\": its name " + TaskName.MESSAGE + ".");
        }
        DefinitionReader.Result result = intake.accept(document);
        TaskDefinition definition = result.definition()
                .orElseThrow(() -> new Refused(
                        file + " cannot be put as task \"" + name + "\": " + inWords(result.violations()) + "."));
        Draft other = drafts.put(name, new Draft(file, definition));
        if (other != null) {
            throw new Refused(file + " defines task \"" + name + "\", which " + other.file + " defines already.");
        }
    }

    private void put(String name, Draft draft) {
        try {
            TaskCatalog.Put put =
                    VertxContextSupport.subscribeAndAwait(() -> catalog.put(TENANT, name, draft.definition));
            LOG.infof("Task %s is version %s, from %s", name, put.task().version(), draft.file.getFileName());
        } catch (Throwable e) {
            throw new IllegalStateException(draft.file + " could not be stored", e);
        }
    }

    private static String inWords(List<Violation> violations) {
        return violations.stream()
                .map(violation -> violation.field() + " " + violation.message())
                .collect(Collectors.joining("; "));
    }

    private static String baseName(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    }
}
