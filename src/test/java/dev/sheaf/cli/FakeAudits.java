package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The service's audits on the wire: the second look at one finds its end. */
final class FakeAudits {
    final Collection<JsonNode> orders = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    /** How they end. */
    String end = "finished";
    /** Instead of beginning. */
    String refused = "";

    void handle(HttpExchange exchange, String[] path, JsonNode body) throws IOException {
        if (path.length == 5) {
            FakeService.send(exchange, 200, "<!doctype html><title>Audit</title>");
        } else if (path.length == 4) {
            FakeService.send(
                    exchange,
                    200,
                    view(looks.incrementAndGet() > 1 ? end : "running").toString());
        } else {
            orders.add(body);
            begin(exchange, body);
        }
    }

    private void begin(HttpExchange exchange, JsonNode order) throws IOException {
        if (!refused.isEmpty()) {
            FakeService.send(exchange, 400, refused);
        } else if (order.path("estimateOnly").asBoolean()) {
            ObjectNode estimate =
                    Json.object().put("items", order.path("items").size()).put("repetitions", 1);
            estimate.putArray("sizes").add(5).add(10);
            estimate.set("estimate", spent());
            FakeService.send(exchange, 200, estimate.toString());
        } else {
            FakeService.send(exchange, 202, view("created").toString());
        }
    }

    private static ObjectNode spent() {
        return Json.object()
                .put("calls", 4_321)
                .put("inputTokens", 10_000)
                .put("outputTokens", 200)
                .put("cost", 0.0123);
    }

    private static ObjectNode view(String state) {
        ObjectNode view = Json.object()
                .put("id", "audit_1")
                .put("task", "mood")
                .put("state", state)
                .put("items", 3);
        view.putObject("packs").put("total", 10).put("done", 4);
        view.set("estimate", spent());
        view.set("spent", spent());
        if (state.equals("failed")) {
            view.putObject("failure").put("code", "cap_reached").put("message", "No room.");
        }
        if (state.equals("finished")) {
            view.set("report", report());
        }
        return view;
    }

    private static ObjectNode report() {
        ObjectNode report = Json.object();
        report.withArray("sizes").add(size(1, "holds")).add(size(20, "undecided"));
        report.putObject("recommendation").put("size", 1).put("reason", "Too few items.");
        report.putArray("notes").add("A note.");
        return report;
    }

    private static ObjectNode size(int number, String verdict) {
        ObjectNode size = Json.object()
                .put("size", number)
                .put("verdict", verdict)
                .put("missing", 0)
                .put("repaired", 2);
        size.putObject("agreement").put("share", 0.95).put("low", 0.888).put("high", 0.978);
        size.putObject("perItem")
                .put("inputTokens", 60.5)
                .put("outputTokens", 4)
                .put("cost", 0.00001);
        if (number > 1) {
            size.putObject("difference")
                    .put("share", -0.01)
                    .put("low", -0.03)
                    .put("high", 0.01)
                    .put("p", 0.5);
        }
        size.putArray("fields");
        return size;
    }
}
