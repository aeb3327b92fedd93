package dev.sheaf.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads bodies. What is read may be sent on, so numbers keep the digits they came with; texts may be as long as the body,
 * since images come as texts.
 */
final class JsonBody {
    /** What is read is walked and written again, on stacks that end. */
    private static final int DEEPEST = 200;

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .reader();

    private JsonBody() {}

    /** @throws ApiError where it is no JSON, or no object */
    static ObjectNode read(Buffer body) {
        JsonNode json = parse(body.getBytes());
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.invalid(
                json.isMissingNode() ? "The body is empty; it has to be a JSON object." : "The body is no JSON object.",
                null);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw ApiError.invalid("We could not parse the JSON body of your request" + where(e) + ".", null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parser's own message could repeat the text. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ": it breaks at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }
}
