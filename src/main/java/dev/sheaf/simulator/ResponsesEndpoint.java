package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code POST /v1/responses} of plain texts that are not stored: a completion in other clothes, without faults. */
final class ResponsesEndpoint {
    private static final List<String> TAKEN_OVER = List.of("model", "temperature", "top_p");

    private final ObjectMapper json;
    private final ChatWork work;
    private final Till till;
    private final Waits waits;

    ResponsesEndpoint(ObjectMapper json, ChatWork work, Till till, Waits waits) {
        this.json = json;
        this.work = work;
        this.till = till;
        this.waits = waits;
    }

    void handle(Exchange exchange, Buffer body) {
        ObjectNode request = read(body);
        if (!request.path("store").isBoolean() || request.path("store").asBoolean()) {
            throw ApiError.invalid(
                    "store", "unsupported_value", "The simulator stores no responses: say 'store': false.");
        }
        byte[] chat = chat(request).toString().getBytes(StandardCharsets.UTF_8);
        Served served = work.serve(chat, exchange.header("x-client-request-id"));
        Till.Sold sold = till.bill(served.sale());
        ObjectNode response = response(exchange, served);
        Future<Void> sent = request.path("stream").asBoolean()
                ? stream(exchange, served, response)
                : exchange.send(200, served.limits(), response);
        sent.onSuccess(done -> till.delivered(sold)).onFailure(failure -> till.undelivered(sold));
    }

    private ObjectNode read(Buffer body) {
        try {
            if (json.readTree(body.getBytes()) instanceof ObjectNode request) {
                return request;
            }
        } catch (IOException e) {
            throw ApiError.badJson();
        }
        throw ApiError.badJson();
    }

    private ObjectNode chat(ObjectNode request) {
        ObjectNode chat = json.createObjectNode();
        TAKEN_OVER.stream().filter(request::has).forEach(name -> chat.set(name, request.get(name)));
        if (request.hasNonNull("max_output_tokens")) {
            chat.set("max_completion_tokens", request.get("max_output_tokens"));
        }
        ArrayNode messages = chat.putArray("messages");
        if (request.hasNonNull("instructions")) {
            messages.addObject().put("role", "developer").set("content", request.get("instructions"));
        }
        JsonNode input = request.path("input");
        if (input.isTextual()) {
            messages.addObject().put("role", "user").set("content", input);
        }
        for (JsonNode turn : input) {
            messages.addObject()
                    .put("role", turn.path("role").asText("user"))
                    .put("content", text(turn.path("content")));
        }
        return chat;
    }

    private static String text(JsonNode content) {
        StringBuilder text = new StringBuilder(content.asText());
        content.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }

    private ObjectNode response(Exchange exchange, Served served) {
        Completion choice = served.choices().get(0);
        boolean whole = !choice.finish().equals("length");
        String id = Exchange.hex(Seeds.mix(exchange.number(), 4)) + Exchange.hex(exchange.number());
        ObjectNode response = json.createObjectNode()
                .put("id", "resp_" + id)
                .put("object", "response")
                .put("created_at", waits.seconds())
                .put("status", whole ? "completed" : "incomplete")
                .putNull("error");
        response.set(
                "incomplete_details", whole ? null : json.createObjectNode().put("reason", "max_output_tokens"));
        response.putNull("instructions")
                .put("model", served.call().model())
                .put("parallel_tool_calls", true)
                .put("store", false)
                .put("temperature", served.call().temperature())
                .put("tool_choice", "auto")
                .put("top_p", 1.0);
        response.putArray("tools");
        response.putObject("metadata");
        ObjectNode message = response.putArray("output").addObject();
        message.put("type", "message").put("id", "msg_" + id).put("status", whole ? "completed" : "incomplete");
        message.put("role", "assistant")
                .putArray("content")
                .addObject()
                .put("type", "output_text")
                .put("text", choice.written())
                .putArray("annotations");
        response.set("usage", usage(served.sale().usage()));
        return response;
    }

    private ObjectNode usage(Usage used) {
        ObjectNode usage = json.createObjectNode().put("input_tokens", used.input());
        usage.putObject("input_tokens_details").put("cached_tokens", used.cached());
        usage.put("output_tokens", used.output());
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return usage.put("total_tokens", used.input() + used.output());
    }

    /** What begins it, its text at one go, and what ends it. */
    private Future<Void> stream(Exchange exchange, Served served, ObjectNode response) {
        HttpServerResponse out = exchange.head(200, "text/event-stream; charset=utf-8", served.limits());
        out.setChunked(true);
        ObjectNode begun = response.deepCopy().put("status", "in_progress").putNull("usage");
        begun.putArray("output");
        JsonNode message = response.path("output").get(0);
        write(out, 0, event("response.created").set("response", begun));
        write(
                out,
                1,
                event("response.output_text.delta")
                        .put("item_id", message.path("id").asText())
                        .put("output_index", 0)
                        .put("content_index", 0)
                        .put(
                                "delta",
                                message.path("content").get(0).path("text").asText()));
        write(out, 2, event("response." + response.path("status").asText()).set("response", response));
        return out.end();
    }

    private ObjectNode event(String type) {
        return json.createObjectNode().put("type", type);
    }

    private static void write(HttpServerResponse out, int number, ObjectNode event) {
        event.put("sequence_number", number);
        out.write("event: " + event.path("type").asText() + "\ndata: " + event + "\n\n");
    }
}
