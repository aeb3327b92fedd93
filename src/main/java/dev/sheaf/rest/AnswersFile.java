package dev.sheaf.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.rows.AnswerColumns;
import dev.sheaf.rows.Dialect;
import dev.sheaf.rows.Guard;
import dev.sheaf.rows.Json;
import dev.sheaf.rows.Row;
import dev.sheaf.rows.RowAnswer;
import dev.sheaf.rows.RowsOut;
import dev.sheaf.task.Answer;
import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.TaskDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A job's answers as they are written: the caller's rows with what came of them, page by page. */
final class AnswersFile {
    private static final Answer OPEN = new Answer.NoAnswer("open", "It is not answered yet.");

    private final JobFile file;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final OutputStream wire;
    private final RowsOut rows;

    /**
     * How it is written.
     *
     * @param csv or JSON lines
     * @param gzip whether it is packed
     */
    record Form(boolean csv, Guard guard, boolean gzip) {}

    AnswersFile(Job job, TaskDefinition task, Form form) {
        this.file = job.file();
        try {
            this.wire = form.gzip() ? new GZIPOutputStream(bytes, 1 << 13, true) : bytes;
            this.rows = form.csv() ? csv(task, form.guard()) : RowsOut.ndjson(wire);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RowsOut csv(TaskDefinition task, Guard guard) throws IOException {
        String delimiter = file.delimiter();
        Dialect dialect = Dialect.of(delimiter == null ? ',' : delimiter.charAt(0), file.crlf(), file.bom());
        return RowsOut.csv(wire, dialect, file.header(), AnswerColumns.of(DefinitionJson.write(task)), guard);
    }

    /** What there is to send of these rows, and of what was written before. */
    byte[] page(List<JobStore.Row> page) {
        try {
            for (JobStore.Row row : page) {
                rows.write(row(row), answer(row));
            }
            rows.flush();
            wire.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return taken();
    }

    byte[] end() {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return taken();
    }

    private byte[] taken() {
        byte[] page = bytes.toByteArray();
        bytes.reset();
        return page;
    }

    private static RowAnswer answer(JobStore.Row row) {
        return RowAnswer.of(row.view().orElseGet(AnswersFile::open));
    }

    private static ObjectNode open() {
        ObjectNode view = Json.object();
        OPEN.writeTo(view);
        return view;
    }

    private Row row(JobStore.Row row) {
        JsonNode cells = cells(row);
        if (cells instanceof ObjectNode object) {
            return new Row.Members(object, row.line(), null);
        }
        List<String> texts = new ArrayList<>();
        cells.forEach(cell -> texts.add(cell.asText()));
        return new Row.Cells(file.header(), texts, row.line(), null);
    }

    private static JsonNode cells(JobStore.Row row) {
        try {
            return Json.MAPPER.readTree(row.cells());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the cells of row " + row.seq() + " are no JSON", e);
        }
    }
}
