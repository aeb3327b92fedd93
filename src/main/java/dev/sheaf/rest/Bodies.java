package dev.sheaf.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads bodies as strict JSON: no doubled members, nothing behind the value. */
@Singleton
final class Bodies {
    private final ObjectReader json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    JsonNode read(byte[] body) {
        try {
            JsonNode node = json.readTree(body);
            if (node.isMissingNode()) {
                throw new Refused(ProblemKind.MALFORMED_JSON, "The body is empty.", List.of());
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new Refused(ProblemKind.MALFORMED_JSON, where(e), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parser's own message could repeat the text. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? "The body cannot be read."
                : "The body breaks at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ".";
    }
}
