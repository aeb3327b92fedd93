package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A batch as the wire has it. */
final class BatchJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private BatchJson() {}

    static ObjectNode of(Batch batch) {
        ObjectNode json = NODES.objectNode();
        json.put("id", batch.id()).put("object", "batch");
        json.put("endpoint", batch.order().endpoint()).put("model", batch.model());
        json.set("errors", errors(batch.result().errors()));
        json.put("input_file_id", batch.order().inputFile()).put("completion_window", "24h");
        json.put("status", batch.state().word());
        json.put("output_file_id", batch.result().outputFile());
        json.put("error_file_id", batch.result().errorFile());
        times(json, batch);
        json.set("request_counts", counts(batch.result().counts()));
        usage(batch).ifPresent(usage -> json.set("usage", usage));
        json.set("metadata", metadata(batch.order().metadata()));
        return json;
    }

    private static JsonNode errors(List<Problem> errors) {
        if (errors.isEmpty()) {
            return NODES.nullNode();
        }
        ObjectNode list = NODES.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        errors.forEach(error -> data.addObject()
                .put("code", error.code())
                .put("message", error.message())
                .put("param", error.param())
                .put("line", error.line()));
        return list;
    }

    private static void times(ObjectNode json, Batch batch) {
        time(json, "created_at", batch.time(State.VALIDATING));
        time(json, "in_progress_at", batch.time(State.IN_PROGRESS));
        time(json, "expires_at", Optional.of(batch.expiresAt()));
        time(json, "finalizing_at", batch.time(State.FINALIZING));
        time(json, "completed_at", batch.time(State.COMPLETED));
        time(json, "failed_at", batch.time(State.FAILED));
        time(json, "expired_at", batch.time(State.EXPIRED));
        time(json, "cancelling_at", batch.time(State.CANCELLING));
        time(json, "cancelled_at", batch.time(State.CANCELLED));
    }

    /** In whole seconds, as the provider has them. */
    private static void time(ObjectNode json, String name, Optional<Instant> time) {
        json.put(name, time.map(Instant::getEpochSecond).orElse(null));
    }

    private static ObjectNode counts(Batch.Counts counts) {
        return NODES.objectNode()
                .put("total", counts.total())
                .put("completed", counts.completed())
                .put("failed", counts.failed());
    }

    private static Optional<ObjectNode> usage(Batch batch) {
        return Optional.ofNullable(batch.result().usage()).map(BatchJson::usage);
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = NODES.objectNode().put("input_tokens", usage.inputTokens());
        json.putObject("input_tokens_details").put("cached_tokens", usage.cachedTokens());
        json.put("output_tokens", usage.outputTokens());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        return json.put("total_tokens", usage.inputTokens() + usage.outputTokens());
    }

    private static JsonNode metadata(Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return NODES.nullNode();
        }
        ObjectNode json = NODES.objectNode();
        metadata.forEach(json::put);
        return json;
    }
}
