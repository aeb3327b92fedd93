package dev.sheaf.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads bodies as strict JSON: no doubled members, nothing behind the value, no deeper than anybody needs. */
@Singleton
final class Bodies {
    /** What is read is walked, stored and written again, on stacks that end. */
    private static final int DEEPEST = 200;

    private final ObjectReader json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    JsonNode read(Buffer body) {
        try {
            JsonNode node = json.readTree(body.getBytes());
            if (node.isMissingNode()) {
                throw malformed("The body is empty.");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw malformed("The body is nested deeper than " + DEEPEST + " levels, or has a number or a name that is"
                    + " longer than anybody needs.");
        } catch (JsonProcessingException e) {
            throw malformed(where(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Refused malformed(String detail) {
        return new Refused(ProblemKind.MALFORMED_JSON, detail, List.of());
    }

    /** The parser's own message could repeat the text. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? "The body cannot be read."
                : "The body breaks at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ".";
    }
}
