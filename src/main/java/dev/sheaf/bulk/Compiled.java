package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Structured;
import dev.sheaf.pack.Prepared;
import dev.sheaf.rows.Json;
import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A directory of request files with all that it takes to merge what comes back: {@code task.json} (the task, and how the
 * rows were written), {@code requests-ROUND-FILE.jsonl} to upload, {@code map-ROUND.jsonl} (which custom_id holds which
 * rows in which slots, with a copy of the rows) and {@code bad.jsonl} (rows that could not be asked about). The file that
 * the rows came from is not needed again.
 */
public final class Compiled {
    /** A batch of the provider's takes every form of reply. */
    private static final Set<Structured> OFFERED = Set.of(Structured.values());

    private static final String TASK = "task.json";
    private static final String BAD = "bad.jsonl";

    private final Path directory;
    private final Prepared task;
    private final JobFile source;

    private Compiled(Path directory, Prepared task, JobFile source) {
        this.directory = directory;
        this.task = task;
        this.source = source;
    }

    /** The task as it is compiled. @param model what is known of its model */
    public static Prepared prepared(String name, TaskDefinition definition, ModelProfile model) {
        String version = DefinitionJson.version(definition);
        return Prepared.of(new Task("default", name, version, definition, Instant.EPOCH), OFFERED, model);
    }

    static Compiled begin(Path directory, Prepared task, JobFile source) throws IOException {
        Files.createDirectories(directory);
        return new Compiled(directory, task, source);
    }

    /** Says that the directory is whole. */
    void finish() throws IOException {
        ObjectNode json = Json.object()
                .put("name", task.task().name())
                .put("version", task.task().version());
        json.putObject("model")
                .put("encoding", task.model().encoding().name())
                .put("context", task.model().contextTokens())
                .put("reasons", task.model().reasons());
        json.set("definition", DefinitionJson.write(task.task().definition()));
        json.set("source", Json.MAPPER.valueToTree(source));
        Files.writeString(directory.resolve(TASK), Json.pretty(json) + "\n");
    }

    /** Whether something was compiled there. */
    public static boolean isAt(Path directory) {
        return Files.isRegularFile(directory.resolve(TASK));
    }

    /** @throws IOException where there is nothing compiled, or it cannot be read */
    static Compiled open(Path directory, DefinitionSource definitions) throws IOException {
        JsonNode json = Json.MAPPER.readTree(Files.readAllBytes(directory.resolve(TASK)));
        TaskDefinition definition = definitions.read(json.path("definition"));
        if (!DefinitionJson.version(definition).equals(json.path("version").asText())) {
            throw new IOException("the task in " + TASK + " is not the one that was compiled");
        }
        Prepared task = prepared(json.path("name").asText(), definition, model(json.path("model")));
        return new Compiled(directory, task, source(json.path("source")));
    }

    private static ModelProfile model(JsonNode json) throws IOException {
        try {
            return new ModelProfile(
                    ModelProfile.Encoding.valueOf(json.path("encoding").asText()),
                    json.path("context").asInt(),
                    json.path("reasons").asBoolean());
        } catch (IllegalArgumentException e) {
            throw new IOException("what is said of the model in " + TASK + " cannot be read", e);
        }
    }

    /** Reads a complete definition. */
    public interface DefinitionSource {
        TaskDefinition read(JsonNode definition) throws IOException;
    }

    private static JobFile source(JsonNode json) {
        List<String> header = new ArrayList<>();
        json.path("header").forEach(column -> header.add(column.asText()));
        return new JobFile(
                json.path("format").asText(),
                json.path("text").textValue(),
                json.path("id").textValue(),
                header,
                json.path("delimiter").textValue(),
                json.path("crlf").asBoolean(),
                json.path("bom").asBoolean());
    }

    Path requests(int round, int file) {
        return directory.resolve("requests-%d-%03d.jsonl".formatted(round, file));
    }

    Path map(int round) {
        return directory.resolve("map-" + round + ".jsonl");
    }

    Path bad() {
        return directory.resolve(BAD);
    }

    /** Rounds that were written, from 1. */
    int rounds() {
        int rounds = 0;
        while (Files.exists(map(rounds + 1))) {
            rounds++;
        }
        return rounds;
    }

    Prepared task() {
        return task;
    }

    JobFile source() {
        return source;
    }
}
