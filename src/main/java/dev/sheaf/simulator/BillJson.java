package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A bill as JSON. */
final class BillJson {
    private BillJson() {}

    static ObjectNode write(Bill bill) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("calls", bill.calls())
                .put("inputTokens", bill.inputTokens())
                .put("cachedTokens", bill.cachedTokens())
                .put("outputTokens", bill.outputTokens())
                .put("batchRequests", bill.batchRequests());
        node.set("paidTwice", write(bill.paidTwice()));
        node.set("undelivered", write(bill.undelivered()));
        ObjectNode faults = node.putObject("faults");
        new TreeMap<>(bill.faults()).forEach(faults::put);
        ObjectNode models = node.putObject("models");
        new TreeMap<>(bill.models()).forEach((model, total) -> models.set(model, write(total)));
        ObjectNode replies = node.putObject("replies");
        new TreeMap<>(bill.replies()).forEach((status, count) -> replies.put(String.valueOf(status), count));
        return node;
    }

    static ArrayNode write(List<Bill.PaidTwice> twice) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        twice.forEach(one -> array.addObject()
                .put("request", one.request())
                .put("model", one.model())
                .put("digest", one.digest())
                .put("delivered", one.delivered()));
        return array;
    }

    private static ObjectNode write(Bill.Total total) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("calls", total.calls())
                .put("inputTokens", total.inputTokens())
                .put("outputTokens", total.outputTokens());
    }

    static Bill read(JsonNode node) {
        Map<Integer, Long> replies = new HashMap<>();
        map(node.path("replies"), JsonNode::asLong)
                .forEach((status, count) -> replies.put(Integer.valueOf(status), count));
        return new Bill(
                node.path("calls").asLong(),
                node.path("inputTokens").asLong(),
                node.path("cachedTokens").asLong(),
                node.path("outputTokens").asLong(),
                node.path("batchRequests").asLong(),
                readTwice(node.path("paidTwice")),
                total(node.path("undelivered")),
                map(node.path("faults"), JsonNode::asLong),
                map(node.path("models"), BillJson::total),
                replies);
    }

    static List<Bill.PaidTwice> readTwice(JsonNode array) {
        List<Bill.PaidTwice> twice = new ArrayList<>();
        array.forEach(one -> twice.add(new Bill.PaidTwice(
                one.path("request").asText(),
                one.path("model").asText(),
                one.path("digest").asText(),
                one.path("delivered").asInt())));
        return twice;
    }

    private static Bill.Total total(JsonNode node) {
        return new Bill.Total(
                node.path("calls").asLong(),
                node.path("inputTokens").asLong(),
                node.path("outputTokens").asLong());
    }

    private static <V> Map<String, V> map(JsonNode node, Function<JsonNode, V> value) {
        Map<String, V> map = new HashMap<>();
        node.fields().forEachRemaining(member -> map.put(member.getKey(), value.apply(member.getValue())));
        return map;
    }
}
