package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Format;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which rows are asked about, and what. */
class FileOptions {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The rows: CSV with a header, or JSON lines; - is standard input.")
    String file = "";

    @Option(
            names = "--task",
            required = true,
            paramLabel = "NAME|FILE.yaml",
            description = "The task that the service knows by this name, or a file that is applied first.")
    String task = "";

    @Option(
            names = "--text",
            paramLabel = "COLUMN",
            description = "The column with the text (default: the only one, or one named text, body, content, message,"
                    + " comment or review). Not used for a task with an `input`: it takes whole rows.")
    @Nullable
    String text;

    @Option(
            names = "--id",
            paramLabel = "COLUMN",
            description = "The column with the rows' ids, each once (default: rows are numbered).")
    @Nullable
    String id;

    @Option(
            names = "--format",
            paramLabel = "csv|jsonl",
            description = "Of the rows that come in (default: as the file is named, else csv).")
    @Nullable
    Format format;

    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            converter = DelimiterConverter.class,
            description = "Between the cells of a CSV file, like ; or tab (default: found in the header).")
    @Nullable
    Character delimiter;

    /** The task as the service knows it; a file is applied first. */
    JsonNode task(RemoteTasks tasks) {
        if (!TaskFile.isMeantBy(task)) {
            return tasks.find(task);
        }
        List<TaskFile> files = TaskFile.readAll(Path.of(task));
        if (files.size() > 1) {
            throw CommandFailure.refused(
                    task + " holds several tasks: apply it with `sheaf task apply`, then name" + " one with --task.");
        }
        return tasks.apply(files.get(0));
    }

    Format formatIn() {
        Format named = Format.byName(file);
        return format != null ? format : named != null ? named : Format.CSV;
    }

    void check() {
        if (format == null && TaskFile.isMeantBy(file)) {
            throw CommandFailure.refused(
                    file + " does not hold rows as it is named: rows are CSV with a header, or JSON"
                            + " lines (--format jsonl, an object a line).");
        }
    }
}
