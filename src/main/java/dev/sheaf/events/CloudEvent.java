package dev.sheaf.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sheaf.task.Members;
import dev.sheaf.task.Violation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event as it came in, by CloudEvents 1.0 over HTTP. Attributes that we do not know are left alone.
 *
 * @param id with the source unlike that of any other event
 * @param data missing where there is none
 */
public record CloudEvent(String id, String source, String type, JsonNode data) {
    /** Of an event in one piece. */
    public static final String MEDIA_TYPE = Envelope.MEDIA_TYPE;

    /** Works on what is due. */
    public static final String TICK = "dev.sheaf.tick";

    /** The same, as a Knative ping source calls it. */
    public static final String PING = "dev.knative.sources.ping";

    /** Makes a job. */
    public static final String JOB_REQUESTED = "dev.sheaf.job.requested";

    private static final Set<String> TICKS = Set.of(TICK, PING);
    private static final int LONGEST = 2_000;

    public boolean isTick() {
        return isTick(type);
    }

    public static boolean isTick(@Nullable String type) {
        return type != null && TICKS.contains(type);
    }

    /** An event in one piece. Empty where something is wrong with it, which is noted. */
    public static Optional<CloudEvent> structured(JsonNode body, List<Violation> violations) {
        Members members = Members.of("", body, violations);
        if (members.has("data_base64")) {
            members.wrong("data_base64", "cannot be read here; send JSON as data");
        }
        JsonNode data = body.path("data");
        return event(name -> members.text(name, LONGEST).orElse(null), data, violations);
    }

    /**
     * An event whose attributes are headers. Empty where something is wrong with it, which is noted.
     *
     * @param headers by their names
     */
    public static Optional<CloudEvent> binary(
            Function<String, @Nullable String> headers, Optional<JsonNode> body, List<Violation> violations) {
        return event(name -> decoded(headers.apply("ce-" + name)), body.orElse(MissingNode.getInstance()), violations);
    }

    private static Optional<CloudEvent> event(
            Function<String, @Nullable String> attributes, JsonNode data, List<Violation> violations) {
        String version = required("specversion", attributes, violations);
        if (!version.isEmpty() && !version.equals("1.0")) {
            violations.add(new Violation("specversion", "must be 1.0"));
        }
        CloudEvent event = new CloudEvent(
                required("id", attributes, violations),
                required("source", attributes, violations),
                required("type", attributes, violations),
                data);
        return violations.isEmpty() ? Optional.of(event) : Optional.empty();
    }

    private static String required(
            String name, Function<String, @Nullable String> attributes, List<Violation> violations) {
        String value = attributes.apply(name);
        if (value == null || value.isEmpty() || value.length() > LONGEST) {
            violations.add(new Violation(name, "is required of a CloudEvent, in 1 to " + LONGEST + " characters"));
            return "";
        }
        return value;
    }

    /** Headers have what is no printable ASCII in percent signs; a plus is a plus. */
    private static @Nullable String decoded(@Nullable String header) {
        try {
            return header == null || header.indexOf('%') < 0
                    ? header
                    : URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return header;
        }
    }
}
