package dev.sheaf.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.Asked;
import dev.sheaf.bulk.BulkItem;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PartState;
import dev.sheaf.bulk.PlannedRequest;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Item;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the rows of the jobs' tables say. */
final class JobRows {
    private JobRows() {}

    static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reader) {
        List<T> all = new ArrayList<>(rows.size());
        rows.forEach(row -> all.add(reader.apply(row)));
        return all;
    }

    static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> reader) {
        for (Row row : rows) {
            return Optional.of(reader.apply(row));
        }
        return Optional.empty();
    }

    static Job job(Row row) {
        String known = row.getString("known_answers");
        String reason = row.getString("reason_code");
        return new Job(
                row.getString("tenant"),
                row.getString("id"),
                row.getString("key"),
                row.getString("task"),
                row.getString("version"),
                Lane.of(row.getString("lane")).orElseThrow(),
                file(row.getString("file")),
                known == null ? null : Duration.parse(known),
                Stored.metadata(row.getString("metadata")),
                JobState.of(row.getString("state")).orElseThrow(),
                row.getBoolean("cancelling"),
                reason == null ? null : new Job.Failure(reason, row.getString("reason")),
                new Job.Counts(
                        row.getLong("total"),
                        row.getLong("answered"),
                        row.getLong("failed"),
                        row.getLong("bad"),
                        row.getLong("isolated")),
                row.getInteger("part_requests"),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row, "deadline_at"),
                instant(row, "ended_at"));
    }

    static Item askable(Row row) {
        return new Item(row.getString("id"), row.getString("text"));
    }

    /** Of the first row's job, where there is one. */
    static Optional<JobState> state(RowSet<Row> rows) {
        return first(rows, row -> JobState.of(row.getString("state")).orElseThrow());
    }

    static String file(JobFile file) {
        ObjectNode node = Stored.object().put("format", file.format());
        node.put("text", file.text()).put("id", file.id()).put("delimiter", file.delimiter());
        node.put("crlf", file.crlf()).put("bom", file.bom());
        file.header().forEach(node.putArray("header")::add);
        return node.toString();
    }

    private static JobFile file(String text) {
        JsonNode node = Stored.tree(text);
        List<String> header = new ArrayList<>();
        node.path("header").forEach(column -> header.add(column.asText()));
        return new JobFile(
                node.path("format").asText(),
                node.path("text").textValue(),
                node.path("id").textValue(),
                header,
                node.path("delimiter").textValue(),
                node.path("crlf").asBoolean(),
                node.path("bom").asBoolean());
    }

    static Part part(Row row) {
        return new Part(
                row.getString("tenant"),
                row.getLong("id"),
                row.getString("job"),
                Lane.of(row.getString("lane")).orElseThrow(),
                row.getString("model"),
                row.getInteger("round"),
                PartState.of(row.getString("state")),
                row.getString("fingerprint"),
                new Part.Size(
                        row.getInteger("requests"),
                        row.getInteger("items"),
                        row.getLong("bytes"),
                        row.getLong("tokens")),
                row.getBoolean("admitted"),
                row.getInteger("uploads"),
                row.getString("input_file"),
                row.getInteger("creates"),
                instant(row, "create_at"),
                row.getString("batch"),
                row.getString("batch_state"),
                row.getLong("batch_done"),
                row.getString("output_file"),
                row.getString("error_file"),
                row.getBoolean("cancelled"),
                row.getLong("anomalies"),
                row.getString("failure"),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row, "began_at"),
                instant(row, "ended_at"));
    }

    static BulkItem item(Row row) {
        return new BulkItem(
                row.getLong("seq"),
                row.getString("text"),
                row.getInteger("round"),
                row.getInteger("tries"),
                row.getInteger("copies"),
                AnswerJson.ballots(row.getString("ballots")));
    }

    /** Requests with their items, in the order in which they are laid. */
    static List<Asked> asked(List<PlannedRequest> requests, List<BulkItem> items) {
        Map<Long, BulkItem> bySeq = new HashMap<>();
        items.forEach(item -> bySeq.put(item.seq(), item));
        return requests.stream()
                .map(request -> new Asked(
                        request,
                        request.items().stream()
                                .map(bySeq::get)
                                .filter(Objects::nonNull)
                                .toList()))
                .toList();
    }

    static PlannedRequest request(Row row) {
        return new PlannedRequest(
                row.getString("id"),
                row.getInteger("number"),
                row.getInteger("round"),
                row.getLong("seed"),
                Arrays.asList(row.getArrayOfLongs("items")),
                row.getInteger("tokens"),
                row.getInteger("attempts"));
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    static JobStore.Spent spent(Row row) {
        return new JobStore.Spent(
                row.getLong("calls"),
                row.getLong("input"),
                row.getLong("cached"),
                row.getLong("output"),
                new BigDecimal(row.getString("cost")),
                row.getLong("unpriced"),
                row.getLong("unconfirmed"),
                new Usage(
                        row.getLong("sure_input"),
                        row.getLong("sure_cached"),
                        row.getLong("sure_output"),
                        row.getLong("sure_reasoning")));
    }

    static JobStore.Row answered(Row row) {
        Optional<AnswerJson.Kept> kept =
                Optional.ofNullable(row.getString("answer")).map(AnswerJson::read);
        return new JobStore.Row(
                row.getLong("seq"),
                row.getString("id"),
                row.getLong("line"),
                row.getString("cells"),
                kept.map(AnswerJson.Kept::answer),
                kept.map(AnswerJson.Kept::votes).orElse(null));
    }

    /** An item's story without its askings. */
    static JobStore.Story untold(Row row) {
        return new JobStore.Story(answered(row), row.getLong("asked"), row.getInteger("round"), List.of());
    }

    static JobStore.Asking asking(Row row) {
        return new JobStore.Asking(
                row.getString("id"),
                row.getInteger("round"),
                Lane.of(row.getString("lane")).orElseThrow(),
                row.getString("batch"),
                Arrays.asList(row.getArrayOfStrings("mates")),
                row.getString("request_id"),
                row.getString("trouble"),
                row.getString("reply"));
    }
}
