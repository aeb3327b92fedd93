package dev.sheaf.quality;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.quality.AuditReport.Measured;
import dev.sheaf.quality.AuditReport.Size;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report as it is kept and served. Shares are from 0 to 1, with six digits; amounts are US dollars. */
public final class AuditJson {
    private static final int DIGITS = 6;
    private static final List<String> THIRDS = List.of("first", "middle", "last");

    private AuditJson() {}

    public static ObjectNode write(AuditReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("task", report.task()).put("version", report.version()).put("model", report.model());
        json.put("items", report.items()).put("leftOut", report.leftOut()).put("repetitions", report.repetitions());
        json.put("minAgreement", share(report.minAgreement()));
        json.set("alone", measured(report.alone()));
        ArrayNode sizes = json.putArray("sizes");
        report.sizes().forEach(size -> sizes.add(size(size)));
        json.putObject("recommendation")
                .put("size", report.recommendation().size())
                .put("reason", report.recommendation().reason());
        ArrayNode notes = json.putArray("notes");
        report.notes().forEach(notes::add);
        json.set("spent", spent(report.spent()));
        return json;
    }

    /** Calls, tokens and cost; the cost is {@code null} where the model has no price. */
    public static ObjectNode spent(Spent spent) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("calls", spent.calls()).put("unconfirmedCalls", spent.unconfirmed());
        json.put("inputTokens", spent.usage().inputTokens())
                .put("cachedTokens", spent.usage().cachedTokens())
                .put("outputTokens", spent.usage().outputTokens())
                .put("reasoningTokens", spent.usage().reasoningTokens());
        json.put("cost", spent.cost().map(cost -> cost.usd()).orElse(null));
        return json;
    }

    private static ObjectNode size(Size size) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("size", size.size()).put("packed", share(size.packed()));
        json.put("verdict", size.verdict().word());
        json.set("agreement", measured(size.agreement()));
        json.set("difference", difference(size.difference()));
        json.set("corrected", interval(JsonNodeFactory.instance.objectNode(), size.corrected()));
        json.put("itemsNeeded", size.itemsNeeded() == 0 ? null : size.itemsNeeded());
        json.set("accuracy", size.accuracy().map(AuditJson::measured).orElse(null));
        json.set("accuracyDifference", difference(size.accuracyDifference().orElse(null)));
        thirds(size, json);
        json.put("missing", size.missing()).put("repaired", size.repaired()).put("failed", size.failed());
        json.set("perItem", perItem(size));
        json.set("spent", spent(size.spent()));
        fields(size, json.putArray("fields"));
        return json;
    }

    private static void fields(Size size, ArrayNode json) {
        size.fields().forEach(field -> {
            ObjectNode one = json.addObject().put("name", field.name());
            one.set("agreement", measured(field.agreement()));
            one.set("difference", difference(field.difference()));
        });
    }

    private static void thirds(Size size, ObjectNode json) {
        ObjectNode thirds = json.putObject("slots");
        for (int i = 0; i < size.thirds().size(); i++) {
            Counts third = size.thirds().get(i);
            thirds.set(THIRDS.get(i), measured(new Measured(third, third.interval())));
        }
        size.trend()
                .ifPresent(trend ->
                        thirds.putObject("trend").put("z", share(trend.z())).put("p", share(trend.p())));
    }

    private static ObjectNode perItem(Size size) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        long items = Math.max(1, size.asked());
        json.put("inputTokens", share((double) size.spent().usage().inputTokens() / items));
        json.put("outputTokens", share((double) size.spent().usage().outputTokens() / items));
        json.put("calls", share((double) size.spent().calls() / items));
        json.put(
                "cost",
                size.spent()
                        .cost()
                        .map(cost -> cost.usd()
                                .divide(BigDecimal.valueOf(items), new MathContext(DIGITS, RoundingMode.HALF_UP)))
                        .orElse(null));
        return json;
    }

    private static ObjectNode measured(Measured measured) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Counts counts = measured.counts();
        json.put("share", counts.compared() == 0 ? null : share(counts.share()));
        interval(json, measured.interval());
        return json.put("agreed", counts.agreed()).put("compared", counts.compared());
    }

    private static @Nullable ObjectNode difference(@Nullable Difference difference) {
        if (difference == null) {
            return null;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("share", share(difference.share()));
        interval(json, difference.interval());
        return json.put("gained", difference.gained())
                .put("lost", difference.lost())
                .put("p", share(difference.p()));
    }

    private static ObjectNode interval(ObjectNode json, Interval interval) {
        return json.put("low", share(interval.low())).put("high", share(interval.high()));
    }

    private static BigDecimal share(double value) {
        return BigDecimal.valueOf(value)
                .setScale(DIGITS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros();
    }
}
