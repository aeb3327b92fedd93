package dev.sheaf.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.model.BatchModel.Page;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.Usage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what a provider tells of batches: of its members an id is needed, all others may be missing or odd. */
final class BatchReader {
    private BatchReader() {}

    /** Empty where it is no batch. */
    static Optional<RemoteBatch> batch(JsonNode said) {
        String id = text(said.path("id"));
        if (id == null || !said.has("status")) {
            return Optional.empty();
        }
        String inputFile = text(said.path("input_file_id"));
        return Optional.of(new RemoteBatch(
                id,
                RemoteBatch.State.of(said.path("status").asText()),
                inputFile == null ? "" : inputFile,
                text(said.path("output_file_id")),
                text(said.path("error_file_id")),
                problems(said.path("errors")),
                counts(said.path("request_counts")),
                usage(said.path("usage")),
                metadata(said.path("metadata")),
                time(said.path("created_at"))));
    }

    /**
     * Empty where it is no list.
     *
     * @param after what was asked for: a server that does not know the parameter begins again and again, and would
     *     never come to an end
     */
    static Optional<Page> page(JsonNode said, @Nullable String after) {
        if (!said.path("data").isArray()) {
            return Optional.empty();
        }
        List<RemoteBatch> batches = stream(said.path("data"))
                .map(BatchReader::batch)
                .flatMap(Optional::stream)
                .toList();
        boolean again = batches.stream().anyMatch(batch -> batch.id().equals(after));
        boolean more = said.path("has_more").asBoolean() && !batches.isEmpty() && !again;
        return Optional.of(new Page(batches, more));
    }

    private static List<RemoteBatch.Problem> problems(JsonNode errors) {
        JsonNode list = errors.isArray() ? errors : errors.path("data");
        return stream(list).filter(JsonNode::isObject).map(BatchReader::problem).toList();
    }

    private static RemoteBatch.Problem problem(JsonNode said) {
        JsonNode line = said.path("line");
        return new RemoteBatch.Problem(
                Objects.requireNonNullElse(text(said.path("code")), ""),
                Objects.requireNonNullElse(text(said.path("message")), ""),
                text(said.path("param")),
                line.isIntegralNumber() && line.canConvertToLong() ? line.longValue() : null);
    }

    private static RemoteBatch.Counts counts(JsonNode said) {
        return said.isObject()
                ? new RemoteBatch.Counts(count(said, "total"), count(said, "completed"), count(said, "failed"))
                : RemoteBatch.Counts.NONE;
    }

    private static long count(JsonNode counts, String member) {
        return Math.max(0, counts.path(member).asLong());
    }

    private static @Nullable Usage usage(JsonNode said) {
        return said.path("input_tokens").isNumber()
                        && said.path("output_tokens").isNumber()
                ? new Usage(
                        count(said, "input_tokens"),
                        count(said.path("input_tokens_details"), "cached_tokens"),
                        count(said, "output_tokens"),
                        count(said.path("output_tokens_details"), "reasoning_tokens"))
                : null;
    }

    private static Map<String, String> metadata(JsonNode said) {
        Map<String, String> metadata = new HashMap<>();
        said.properties().forEach(entry -> {
            if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
                metadata.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return metadata;
    }

    /** Seconds since the epoch. */
    static @Nullable Instant time(JsonNode said) {
        try {
            return said.isNumber() ? Instant.ofEpochSecond(said.longValue()) : null;
        } catch (DateTimeException outOfRange) {
            return null;
        }
    }

    /** Some servers say {@code ""} where they mean nothing. */
    static @Nullable String text(JsonNode said) {
        String text = said.isValueNode() && !said.isNull() ? said.asText() : "";
        return text.isBlank() ? null : text;
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
