package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.Claim;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Relay.Passage;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A caller's request as it goes to the provider.
 *
 * @param path behind the wire's version
 * @param size what it asks of the model's limits
 * @param streamed whether its reply comes in pieces
 * @param hidesUsage whether the stream's usage is asked for by us only
 */
record Outbound(
        String method,
        String path,
        Map<String, String> headers,
        byte[] body,
        String model,
        CallSize size,
        boolean streamed,
        boolean hidesUsage) {
    static final String UNNAMED = "unknown";

    /** Of the caller's headers no others go upstream: they could name who asks, or mix up what different tenants ask. */
    private static final List<String> PASSED = List.of("content-type", "accept", "openai-beta");

    private static final byte[] WITH_USAGE =
            "{\"stream_options\":{\"include_usage\":true},".getBytes(StandardCharsets.UTF_8);

    /** A request for completions, whose stream tells its usage in any case. */
    static Outbound json(String path, byte[] body, ObjectNode parsed) {
        boolean streamed = parsed.path("stream").booleanValue();
        boolean asks = parsed.path("stream_options").path("include_usage").booleanValue();
        boolean hides = streamed && !asks;
        return new Outbound(
                "POST",
                path,
                Map.of(),
                hides ? withUsage(body, parsed) : body,
                PassThrough.model(parsed, UNNAMED),
                CallSize.of(body.length, parsed),
                streamed,
                hides);
    }

    private static byte[] withUsage(byte[] body, ObjectNode parsed) {
        if (parsed.has("stream_options")) {
            JsonNode given = parsed.get("stream_options");
            ObjectNode options = given.isObject() ? given.deepCopy() : parsed.objectNode();
            ObjectNode changed = parsed.objectNode();
            changed.setAll(parsed);
            changed.set("stream_options", options.put("include_usage", true));
            return changed.toString().getBytes(StandardCharsets.UTF_8);
        }
        int begin = 0;
        while (body[begin] != '{') {
            begin++;
        }
        byte[] changed = new byte[WITH_USAGE.length + body.length - begin - 1];
        System.arraycopy(WITH_USAGE, 0, changed, 0, WITH_USAGE.length);
        System.arraycopy(body, begin + 1, changed, WITH_USAGE.length, body.length - begin - 1);
        return changed;
    }

    /** Whether its stream's usage is asked for in a way that can be taken back. */
    boolean canDoWithoutUsage() {
        return hidesUsage && Arrays.mismatch(body, WITH_USAGE) == WITH_USAGE.length;
    }

    /** For servers that know no {@code stream_options}: as the caller sent it. */
    Outbound withoutUsage() {
        byte[] plain = Arrays.copyOfRange(body, WITH_USAGE.length - 1, body.length);
        plain[0] = '{';
        return new Outbound(method, path, headers, plain, model, size, streamed, false);
    }

    Outbound from(HttpServerRequest request) {
        Map<String, String> passed = new HashMap<>();
        for (String name : PASSED) {
            @Nullable String value = request.getHeader(name);
            if (value != null) {
                passed.put(name, value);
            }
        }
        return with(passed);
    }

    Outbound with(Map<String, String> passed) {
        return new Outbound(method, path, passed, body, model, size, streamed, hidesUsage);
    }

    Outbound by(String other) {
        return new Outbound(other, path, headers, body, model, size, streamed, hidesUsage);
    }

    /** @param id under which the provider's log has it */
    Passage passage(String tenant, String id) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("x-client-request-id", id);
        Claim claim = new Claim(size.tokens(), Priority.ONLINE, tenant);
        return new Passage(method, path, all, body, model, claim, streamed);
    }
}
