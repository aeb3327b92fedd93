package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Writes a reply as the provider does, whole or as the events of a stream. */
final class ReplyWriter {
    private static final int PIECE = 48;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Served served;
    private final String id;
    private final long created;

    /**
     * @param number of the request since the start
     * @param created in seconds since 1970
     */
    ReplyWriter(Served served, long number, long created) {
        this.served = served;
        this.id = Exchange.hex(Seeds.mix(number, 3)) + Exchange.hex(number);
        this.created = created;
    }

    private ObjectNode head(String object) {
        return NODES.objectNode()
                .put("id", "chatcmpl-" + id)
                .put("object", object)
                .put("created", created)
                .put("model", served.call().model());
    }

    ObjectNode whole() {
        ObjectNode reply = head("chat.completion");
        ArrayNode choices = reply.putArray("choices");
        for (int i = 0; i < served.choices().size(); i++) {
            Completion choice = served.choices().get(i);
            ObjectNode written = choices.addObject().put("index", i);
            written.set("message", message(choice, i));
            written.putNull("logprobs").put("finish_reason", choice.finish());
        }
        reply.set("usage", usage());
        return reply.put("service_tier", "default").put("system_fingerprint", Simulator.FINGERPRINT);
    }

    private ObjectNode message(Completion choice, int index) {
        ObjectNode message = NODES.objectNode().put("role", "assistant").put("content", choice.content());
        if (choice.function() != null) {
            ObjectNode call = message.putArray("tool_calls").addObject();
            call.put("id", "call_" + id + index).put("type", "function");
            call.putObject("function").put("name", choice.function()).put("arguments", choice.arguments());
        }
        message.put("refusal", choice.refusal()).putArray("annotations");
        return message;
    }

    private ObjectNode usage() {
        Usage used = served.sale().usage();
        ObjectNode usage = NODES.objectNode()
                .put("prompt_tokens", used.input())
                .put("completion_tokens", used.output())
                .put("total_tokens", used.input() + used.output());
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", used.cached())
                .put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }

    /** The data of each event, in order. */
    List<String> stream() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < served.choices().size(); i++) {
            Completion choice = served.choices().get(i);
            events.add(chunk(i, start(choice, i), null));
            for (ObjectNode delta : deltas(choice)) {
                events.add(chunk(i, delta, null));
            }
            events.add(chunk(i, NODES.objectNode(), choice.finish()));
        }
        if (served.call().usageInStream()) {
            ObjectNode last = fingerprinted();
            last.putArray("choices");
            events.add(last.set("usage", usage()).toString());
        }
        events.add("[DONE]");
        return events;
    }

    private ObjectNode fingerprinted() {
        return head("chat.completion.chunk")
                .put("service_tier", "default")
                .put("system_fingerprint", Simulator.FINGERPRINT);
    }

    private String chunk(int index, ObjectNode delta, @org.jspecify.annotations.Nullable String finish) {
        ObjectNode chunk = fingerprinted();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finish);
        if (served.call().usageInStream()) {
            chunk.putNull("usage");
        }
        return chunk.toString();
    }

    private ObjectNode start(Completion choice, int index) {
        ObjectNode delta = NODES.objectNode().put("role", "assistant");
        if (choice.function() == null) {
            return delta.put("content", choice.content() == null ? null : "").putNull("refusal");
        }
        ObjectNode call = delta.putNull("content").putArray("tool_calls").addObject();
        call.put("index", 0).put("id", "call_" + id + index).put("type", "function");
        call.putObject("function").put("name", choice.function()).put("arguments", "");
        return delta;
    }

    private static List<ObjectNode> deltas(Completion choice) {
        List<ObjectNode> deltas = new ArrayList<>();
        for (String piece : pieces(choice.content() == null ? "" : choice.content())) {
            deltas.add(NODES.objectNode().put("content", piece));
        }
        for (String piece : pieces(choice.arguments())) {
            ObjectNode delta = NODES.objectNode();
            delta.putArray("tool_calls")
                    .addObject()
                    .put("index", 0)
                    .putObject("function")
                    .put("arguments", piece);
            deltas.add(delta);
        }
        for (String piece : pieces(choice.refusal() == null ? "" : choice.refusal())) {
            deltas.add(NODES.objectNode().put("refusal", piece));
        }
        return deltas;
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + PIECE);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }
}
