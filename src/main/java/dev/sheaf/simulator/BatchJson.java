package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A batch as the provider tells of it, and as it is written down. */
final class BatchJson {
    private static final BatchStatus[] TIMES = {
        BatchStatus.IN_PROGRESS,
        BatchStatus.FINALIZING,
        BatchStatus.COMPLETED,
        BatchStatus.FAILED,
        BatchStatus.EXPIRED,
        BatchStatus.CANCELLING,
        BatchStatus.CANCELLED
    };

    private BatchJson() {}

    static ObjectNode describe(Batch batch) {
        synchronized (batch) {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("id", batch.id())
                    .put("object", "batch")
                    .put("endpoint", batch.birth().order().endpoint());
            json.put(
                    "model",
                    batch.found().model().isEmpty() ? null : batch.found().model());
            json.set("errors", errors(batch.problems()));
            json.put("input_file_id", batch.birth().order().inputFile())
                    .put("completion_window", BatchOrder.WINDOW)
                    .put("status", batch.status().word())
                    .put("output_file_id", batch.yielded().output())
                    .put("error_file_id", batch.yielded().errors())
                    .put("created_at", batch.birth().created() / 1000);
            times(json, batch);
            json.putObject("request_counts")
                    .put("total", batch.found().lines())
                    .put("completed", batch.counts().completed())
                    .put("failed", batch.counts().failed());
            json.set("usage", usage(batch.yielded().usage()));
            JsonNode metadata = batch.birth().order().metadata();
            json.set("metadata", metadata.isObject() ? metadata : JsonNodeFactory.instance.nullNode());
            return json;
        }
    }

    private static JsonNode errors(ArrayNode problems) {
        if (problems.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode errors = JsonNodeFactory.instance.objectNode().put("object", "list");
        return errors.set("data", problems);
    }

    private static void times(ObjectNode json, Batch batch) {
        for (BatchStatus status : TIMES) {
            json.put(
                    status.word() + "_at",
                    batch.reached(status).map(time -> time / 1000).orElse(null));
        }
        json.put("expires_at", (batch.birth().expires() + 999) / 1000);
    }

    private static ObjectNode usage(Batch.Usage used) {
        ObjectNode usage = JsonNodeFactory.instance.objectNode().put("input_tokens", used.input());
        usage.putObject("input_tokens_details").put("cached_tokens", used.cached());
        usage.put("output_tokens", used.output());
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return usage.put("total_tokens", used.input() + used.output());
    }

    static ObjectNode record(Batch batch) {
        synchronized (batch) {
            ObjectNode record = JsonNodeFactory.instance.objectNode();
            Batch.Birth birth = batch.birth();
            record.set("batch", describe(batch));
            record.put("sequence", birth.sequence())
                    .put("outputSeconds", birth.order().outputSeconds())
                    .put("digest", birth.digest())
                    .put("chance", birth.chance())
                    .put("created", birth.created())
                    .put("pace", birth.pace())
                    .put("expires", birth.expires())
                    .put("listed", birth.listed())
                    .put("tokens", batch.found().tokens());
            ArrayNode faults = record.putArray("faults");
            birth.faults().forEach(fault -> faults.add(fault.word()));
            ObjectNode reached = record.putObject("reached");
            for (BatchStatus status : TIMES) {
                batch.reached(status).ifPresent(time -> reached.put(status.word(), time));
            }
            return record;
        }
    }

    static Batch read(JsonNode record) {
        JsonNode json = record.path("batch");
        Batch batch = new Batch(birth(record, json));
        Map<BatchStatus, Long> times = new EnumMap<>(BatchStatus.class);
        record.path("reached")
                .fields()
                .forEachRemaining(time ->
                        times.put(BatchStatus.of(time.getKey()), time.getValue().asLong()));
        batch.restore(BatchStatus.of(json.path("status").asText()), times);
        batch.found(new Batch.Found(
                text(json.path("model")) == null ? "" : json.path("model").asText(),
                json.at("/request_counts/total").asLong(),
                record.path("tokens").asLong()));
        if (json.at("/errors/data") instanceof ArrayNode problems) {
            batch.problems(problems);
        }
        batch.yielded(yielded(json));
        return batch;
    }

    private static Batch.Birth birth(JsonNode record, JsonNode json) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        record.path("faults").forEach(word -> Fault.of(word.asText()).ifPresent(faults::add));
        return new Batch.Birth(
                json.path("id").asText(),
                record.path("sequence").asLong(),
                new BatchOrder(
                        json.path("input_file_id").asText(),
                        json.path("endpoint").asText(),
                        json.path("metadata"),
                        record.path("outputSeconds").asInt()),
                record.path("digest").asLong(),
                record.path("chance").asLong(),
                record.path("created").asLong(),
                record.path("pace").asLong(),
                record.path("expires").asLong(),
                record.path("listed").asLong(),
                faults);
    }

    private static Batch.Yield yielded(JsonNode json) {
        return new Batch.Yield(
                text(json.path("output_file_id")),
                text(json.path("error_file_id")),
                new Batch.Counts(
                        json.at("/request_counts/completed").asLong(),
                        json.at("/request_counts/failed").asLong()),
                new Batch.Usage(
                        json.at("/usage/input_tokens").asLong(),
                        json.at("/usage/input_tokens_details/cached_tokens").asLong(),
                        json.at("/usage/output_tokens").asLong()));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }
}
