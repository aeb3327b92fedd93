package dev.sheaf.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A task's definition as it stands in a file.
 *
 * @param source the file
 * @param name its member {@code name}, else the file's base name
 * @param definition what is sent: everything but the name
 */
record TaskFile(Path source, String name, ObjectNode definition) {

    /** Whether the word names a file of tasks rather than a task. */
    static boolean isMeantBy(String word) {
        return word.matches("(?i).*\\.(ya?ml|json)");
    }

    /** All tasks of a file, or of the files of a directory in the order of their names. */
    static List<TaskFile> readAll(Path path) {
        if (!Files.exists(path)) {
            throw CommandFailure.refused("There is no file " + path + ".");
        }
        if (!Files.isDirectory(path)) {
            return read(path);
        }
        List<TaskFile> tasks = new ArrayList<>();
        filesOf(path).forEach(file -> tasks.addAll(read(file)));
        if (tasks.isEmpty()) {
            throw CommandFailure.refused("There is no .yaml, .yml or .json file in " + path + ".");
        }
        return tasks;
    }

    private static List<Path> filesOf(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isMeantBy(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw CommandFailure.refused("Cannot read " + directory + ": " + SheafClient.said(e));
        }
    }

    private static List<TaskFile> read(Path file) {
        List<JsonNode> documents = documents(file);
        if (documents.isEmpty()) {
            throw CommandFailure.refused(file + " is empty.");
        }
        return documents.stream()
                .map(document -> of(file, document, documents.size() > 1))
                .toList();
    }

    private static TaskFile of(Path file, JsonNode document, boolean oneOfSeveral) {
        if (!(document instanceof ObjectNode definition)) {
            throw CommandFailure.refused(file + " holds no task: a task is a mapping with `instructions`.");
        }
        JsonNode name = definition.remove("name");
        if (name != null && name.isValueNode() && !name.asText().isBlank()) {
            return new TaskFile(file, name.asText(), definition);
        }
        if (oneOfSeveral) {
            throw CommandFailure.refused(file + " holds several tasks: each needs a `name`.");
        }
        return new TaskFile(file, baseName(file), definition);
    }

    private static List<JsonNode> documents(Path file) {
        try {
            return file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
                    ? List.of(Json.MAPPER.readTree(Files.readAllBytes(file)))
                    : Yaml.documents(file);
        } catch (JsonProcessingException e) {
            throw CommandFailure.refused(file + " cannot be read" + position(e) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw CommandFailure.refused("Cannot read " + file + ": " + SheafClient.said(e));
        }
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
    }

    private static String baseName(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }
}
