package dev.sheaf.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a usage: that of completions and embeddings, or that of responses, images and sounds. */
public final class UsageReader {
    private long input;
    private long cached;
    private long output;
    private long reasoning;
    private boolean counted;

    /** Of the member {@code usage}; absent where there is none, or it counts no tokens. */
    public static Optional<Usage> of(JsonNode usage) {
        if (!usage.isObject()) {
            return Optional.empty();
        }
        try (JsonParser json = usage.traverse()) {
            json.nextToken();
            return Optional.ofNullable(new UsageReader().read(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Absent where it counts no tokens, but seconds. @param json in front of its members */
    public @Nullable Usage read(JsonParser json) throws IOException {
        members(json);
        return counted ? new Usage(input, cached, output, reasoning) : null;
    }

    private void members(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && name.endsWith("_details")) {
                members(json);
            } else if (value == JsonToken.VALUE_NUMBER_INT) {
                count(name, Math.max(0, json.getLongValue()));
            } else {
                json.skipChildren();
            }
        }
    }

    private void count(String name, long tokens) {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> {
                input = tokens;
                counted = true;
            }
            case "completion_tokens", "output_tokens" -> {
                output = tokens;
                counted = true;
            }
            case "cached_tokens" -> cached = tokens;
            case "reasoning_tokens" -> reasoning = tokens;
            default -> {}
        }
    }
}
