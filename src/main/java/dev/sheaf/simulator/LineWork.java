package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.simulator.LineAnswer.Kind;
import dev.sheaf.simulator.LineAnswer.Place;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers the lines of batches as requests for completions are answered, and lays faults over them. */
final class LineWork {
    private static final byte[] CUSTOM = "\"custom_id\":\"".getBytes(StandardCharsets.US_ASCII);
    /** A beginning of two bytes without its second one. */
    private static final byte[] NO_UTF8 = {(byte) 0xC3, (byte) 0x28};

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ChatWork work;
    private final Till till;
    private final SimulatedClock clock;
    private final ObjectMapper json;

    LineWork(ChatWork work, Till till, SimulatedClock clock, ObjectMapper json) {
        this.work = work;
        this.till = till;
        this.clock = clock;
        this.json = json;
    }

    /** Why a line has no answer where its batch ended before. */
    enum Unanswered {
        EXPIRED("batch_expired", "This request could not be executed before the completion window expired."),
        CANCELLED("batch_cancelled", "This request was not executed because the batch was cancelled.");

        private final String code;
        private final String message;

        Unanswered(String code, String message) {
            this.code = code;
            this.message = message;
        }

        ObjectNode error() {
            return NODES.objectNode().put("code", code).put("message", message);
        }
    }

    /** One request of a batch: whose, which and where the next one begins. */
    private record Asking(Batch batch, RequestLine line, long custom, long mark, long next) {}

    /** Usually one answer; the one that counts is the first. */
    List<LineAnswer> answer(Batch batch, LineReader.Line line) {
        RequestLine request;
        try {
            request = RequestLine.read(line, json);
        } catch (RequestLine.Refused checkedBefore) {
            throw new IllegalStateException("a line of " + batch.id() + " changed after its check", checkedBefore);
        }
        long custom = Seeds.of(request.customId());
        var asking = new Asking(batch, request, custom, Seeds.mix(batch.birth().chance(), custom), line.next());
        if (batch.carries(Fault.BATCH_NO_OUTPUT_ID)) {
            return List.of(
                    failed(asking, response(asking, 500, Mishaps.broken(0).body()), null));
        }
        try {
            return answer(asking, work.serve(request));
        } catch (ApiError refused) {
            return List.of(failed(asking, response(asking, refused.status(), refused.body()), null));
        }
    }

    private List<LineAnswer> answer(Asking asking, Served served) {
        till.struck(served.struck());
        Set<Fault> struck = served.struck();
        for (Fault fault : struck) {
            if (fault.free()) {
                return List.of(without(asking, fault));
            }
        }
        JsonNode body = new ReplyWriter(served, asking.mark(), clock.millis() / 1000).whole();
        byte[] whole = line(asking, asking.line().customId(), response(asking, 200, body), null);
        if (struck.contains(Fault.BATCH_BAD_UTF8)) {
            return List.of(paid(asking, served, Kind.SPOILT, spoilt(whole)));
        }
        LineAnswer paid = paid(asking, served, Kind.PAID, whole);
        if (struck.contains(Fault.BATCH_DUPLICATE_LINE)) {
            return List.of(paid, extra(asking, whole));
        }
        if (struck.contains(Fault.BATCH_UNKNOWN_ID)) {
            String stranger = "other-" + Exchange.hex(asking.mark());
            return List.of(paid, extra(asking, line(asking, stranger, response(asking, 200, body), null)));
        }
        return List.of(paid);
    }

    private static LineAnswer paid(Asking asking, Served served, Kind kind, byte[] line) {
        Usage usage = served.sale().usage();
        var used = new Batch.Usage(usage.input(), usage.cached(), usage.output());
        return new LineAnswer(Place.OUTPUT, kind, asking.custom(), used, asking.next(), line);
    }

    private static LineAnswer extra(Asking asking, byte[] line) {
        return new LineAnswer(Place.OUTPUT, Kind.EXTRA, 0, LineAnswer.NOTHING, asking.next(), line);
    }

    /** What comes in the place of an answer. */
    private static LineAnswer without(Asking asking, Fault fault) {
        return switch (fault) {
            case BATCH_STATUS_ZERO -> {
                byte[] line = line(asking, asking.line().customId(), response(asking, 0, nothing(asking)), null);
                yield new LineAnswer(
                        Place.OUTPUT, Kind.HOLLOW, asking.custom(), LineAnswer.NOTHING, asking.next(), line);
            }
            case BATCH_LOST_LINE ->
                new LineAnswer(
                        Place.NOWHERE, Kind.FAILED, asking.custom(), LineAnswer.NOTHING, asking.next(), new byte[0]);
            case BATCH_LINE_TIMEOUT ->
                failed(
                        asking,
                        NullNode.instance,
                        NODES.objectNode().put("code", "request_timeout").put("message", "The request timed out."));
            case BATCH_LINE_5XX -> {
                int way = Seeds.below(2, asking.mark()) * 2;
                ApiError broken = Mishaps.broken(way);
                yield failed(asking, response(asking, broken.status(), broken.body()), null);
            }
            default -> nested(asking);
        };
    }

    /** In the error file as the documents have it, or among the outputs as seen. */
    private static LineAnswer nested(Asking asking) {
        ApiError refused = ApiError.invalid(
                null, "invalid_prompt", "Invalid prompt: your prompt was flagged as potentially violating our policy.");
        LineAnswer failed = failed(asking, response(asking, 400, refused.body()), null);
        return Seeds.below(2, asking.mark()) == 0
                ? failed
                : new LineAnswer(
                        Place.OUTPUT, Kind.FAILED, asking.custom(), LineAnswer.NOTHING, asking.next(), failed.json());
    }

    private static LineAnswer failed(Asking asking, JsonNode response, @Nullable JsonNode error) {
        byte[] line = line(asking, asking.line().customId(), response, error);
        return new LineAnswer(Place.ERRORS, Kind.FAILED, asking.custom(), LineAnswer.NOTHING, asking.next(), line);
    }

    private static JsonNode nothing(Asking asking) {
        return switch (Seeds.below(3, asking.mark())) {
            case 0 -> NullNode.instance;
            case 1 -> NODES.textNode("");
            default -> NODES.objectNode();
        };
    }

    private static ObjectNode response(Asking asking, int status, JsonNode body) {
        ObjectNode response = NODES.objectNode()
                .put("status_code", status)
                .put(
                        "request_id",
                        Exchange.hex(Seeds.mix(asking.mark(), 1)) + Exchange.hex(Seeds.mix(asking.mark(), 2)));
        return response.set("body", body);
    }

    private static byte[] line(Asking asking, String custom, JsonNode response, @Nullable JsonNode error) {
        return line(Ids.of("batch_req_", asking.mark(), 3), custom, response, error);
    }

    static byte[] line(String id, String custom, JsonNode response, @Nullable JsonNode error) {
        ObjectNode line = NODES.objectNode().put("id", id).put("custom_id", custom);
        line.set("response", response);
        line.set("error", error == null ? NullNode.instance : error);
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] spoilt(byte[] line) {
        int at = 0;
        while (!Arrays.equals(line, at, at + CUSTOM.length, CUSTOM, 0, CUSTOM.length)) {
            at++;
        }
        at += CUSTOM.length;
        byte[] spoilt = new byte[line.length + NO_UTF8.length];
        System.arraycopy(line, 0, spoilt, 0, at);
        System.arraycopy(NO_UTF8, 0, spoilt, at, NO_UTF8.length);
        System.arraycopy(line, at, spoilt, at + NO_UTF8.length, line.length - at);
        return spoilt;
    }
}
