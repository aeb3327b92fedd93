package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What happens at the till, as records. */
final class TillJson {
    private TillJson() {}

    private static ObjectNode record(String kind) {
        return JsonNodeFactory.instance.objectNode().put("what", kind);
    }

    static JsonNode sale(Till.Sold sold) {
        Till.Sale sale = sold.sale();
        return record("sale")
                .put("number", sold.number())
                .put("request", sale.request())
                .put("model", sale.model())
                .put("digest", sale.digest())
                .put("input", sale.usage().input())
                .put("cached", sale.usage().cached())
                .put("output", sale.usage().output());
    }

    static JsonNode settled(Till.Sold sold, boolean delivered) {
        return record(delivered ? "delivered" : "undelivered").put("number", sold.number());
    }

    static JsonNode struck(Fault fault) {
        return record("struck").put("fault", fault.word());
    }

    static JsonNode replied(int status) {
        return record("replied").put("status", status);
    }

    static JsonNode receipt(Receipt receipt, List<Bill.PaidTwice> again) {
        ObjectNode record = record("receipt").put("batch", receipt.batch()).put("model", receipt.model());
        record.set("total", part(receipt.total()));
        record.set("lost", part(receipt.lost()));
        return record.set("paidTwice", BillJson.write(again));
    }

    private static JsonNode part(Receipt.Part part) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("requests", part.requests())
                .put("input", part.usage().input())
                .put("cached", part.usage().cached())
                .put("output", part.usage().output());
    }

    /** A batch whose receipt is in the state. */
    static JsonNode batch(String id) {
        return record("batch").put("batch", id);
    }

    static JsonNode key(String key, int times) {
        return record("key").put("key", key).put("times", times);
    }

    static JsonNode state(Bill bill) {
        return record("state").set("bill", BillJson.write(bill));
    }

    /** @param open what was sold and is not known to have been delivered, by its number */
    static void apply(JsonNode record, Till till, Map<Long, Till.Sale> open) {
        switch (record.path("what").asText()) {
            case "sale" -> {
                Till.Sale sale = readSale(record);
                till.add(sale);
                open.put(record.path("number").asLong(), sale);
            }
            case "delivered", "undelivered" -> settle(record, till, open);
            case "struck" -> Fault.of(record.path("fault").asText()).ifPresent(fault -> till.addStruck(fault, 1));
            case "replied" -> till.addReplied(record.path("status").asInt(), 1);
            case "receipt" -> {
                Receipt receipt = readReceipt(record);
                till.add(receipt, BillJson.readTwice(record.path("paidTwice")));
                till.addIds(receipt.batch());
            }
            case "batch" -> till.addIds(record.path("batch").asText());
            case "key" ->
                till.addDelivered(
                        record.path("key").asText(), record.path("times").asInt());
            case "state" -> till.restore(BillJson.read(record.path("bill")));
            default -> throw new IllegalStateException("a record of the bill that nobody writes");
        }
    }

    private static void settle(JsonNode record, Till till, Map<Long, Till.Sale> open) {
        Till.Sale sale = open.remove(record.path("number").asLong());
        if (sale == null) {
            return;
        }
        if (record.path("what").asText().equals("delivered")) {
            till.addDelivered(sale.key(), 1);
        } else {
            till.addUndelivered(sale);
        }
    }

    private static Till.Sale readSale(JsonNode record) {
        return new Till.Sale(
                record.path("request").asText(),
                record.path("model").asText(),
                record.path("digest").asText(),
                new Usage(
                        record.path("input").asInt(),
                        record.path("cached").asInt(),
                        record.path("output").asInt()));
    }

    private static Receipt readReceipt(JsonNode record) {
        return new Receipt(
                record.path("batch").asText(),
                record.path("model").asText(),
                readPart(record.path("total")),
                readPart(record.path("lost")),
                new long[0]);
    }

    private static Receipt.Part readPart(JsonNode part) {
        return new Receipt.Part(
                part.path("requests").asLong(),
                new Batch.Usage(
                        part.path("input").asLong(),
                        part.path("cached").asLong(),
                        part.path("output").asLong()));
    }
}
