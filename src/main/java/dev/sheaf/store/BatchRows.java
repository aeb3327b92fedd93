package dev.sheaf.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sheaf.bulk.Lane;
import dev.sheaf.gateway.Batch;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Usage;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the rows of the batches' table say. */
final class BatchRows {
    private BatchRows() {}

    static Batch batch(Row row) {
        return new Batch(
                row.getString("tenant"),
                row.getString("id"),
                order(row),
                State.of(row.getString("state")),
                times(row),
                row.getOffsetDateTime("expires_at").toInstant(),
                row.getString("model"),
                new Batch.Result(
                        errors(row.getString("errors")),
                        new Batch.Counts(row.getLong("total"), row.getLong("completed"), row.getLong("failed")),
                        row.getString("output_file"),
                        row.getString("error_file"),
                        usage(row)));
    }

    private static Batch.Order order(Row row) {
        Long expiry = row.getLong("output_expiry");
        return new Batch.Order(
                row.getString("input_file"),
                row.getString("endpoint"),
                Lane.of(row.getString("lane")).orElseThrow(),
                Stored.metadata(row.getString("metadata")),
                expiry == null ? null : Duration.ofSeconds(expiry));
    }

    private static Map<State, Instant> times(Row row) {
        Map<State, Instant> times = new EnumMap<>(State.class);
        for (State state : State.values()) {
            OffsetDateTime time = row.getOffsetDateTime(state.word() + "_at");
            if (time != null) {
                times.put(state, time.toInstant());
            }
        }
        return times;
    }

    private static @Nullable Usage usage(Row row) {
        Long input = row.getLong("input");
        return input == null
                ? null
                : new Usage(input, row.getLong("cached"), row.getLong("output"), row.getLong("reasoning"));
    }

    static String errors(List<Problem> errors) {
        ArrayNode list = Stored.array();
        errors.forEach(error -> list.addObject()
                .put("code", error.code())
                .put("message", error.message())
                .put("param", error.param())
                .put("line", error.line()));
        return list.toString();
    }

    private static List<Problem> errors(String text) {
        List<Problem> errors = new ArrayList<>();
        Stored.tree(text)
                .forEach(error -> errors.add(new Problem(
                        error.path("code").asText(),
                        error.path("message").asText(),
                        error.path("param").textValue(),
                        error.path("line").isNumber() ? error.path("line").longValue() : null)));
        return errors;
    }
}
