package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be changed while the simulator runs, as JSON: members left out stay as they are. */
final class ControlsJson {
    private ControlsJson() {}

    static ObjectNode write(SimulatorOptions options) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("faults", options.faults().spec()).put("seed", options.seed()).put("speed", options.speed());
        json.putObject("latency")
                .put("base", options.latency().base().toString())
                .put("perInputToken", options.latency().perInputToken().toString())
                .put("perOutputToken", options.latency().perOutputToken().toString());
        json.putObject("limits")
                .put("requestsPerMinute", options.limits().requestsPerMinute())
                .put("tokensPerMinute", options.limits().tokensPerMinute())
                .put("enqueuedTokens", options.limits().enqueuedTokens())
                .put("batchesPerHour", options.limits().batchesPerHour());
        json.putObject("batches")
                .put("turnaround", options.batches().turnaround().toString())
                .put("window", options.batches().window().toString())
                .put("maxFileBytes", options.batches().maxFileBytes())
                .put("maxLines", options.batches().maxLines());
        HookAddress hooks = options.batches().hooks();
        if (hooks != null) {
            json.withObject("/batches/hooks").put("url", hooks.url().toString());
        }
        ObjectNode noise = json.putObject("noise");
        ObjectNode errors = noise.putObject("errors");
        options.noise().errors().forEach((size, rate) -> errors.put(String.valueOf(size), rate));
        noise.put("slope", options.noise().slope())
                .put("self", options.noise().self())
                .put("perTemperature", options.noise().perTemperature())
                .put("obeys", options.noise().obeys());
        json.put("hang", options.hang().toString());
        json.putArray("kinds").addAll(kinds());
        return json.put("notice", Simulator.NO_MODEL);
    }

    private static java.util.List<JsonNode> kinds() {
        return java.util.Arrays.stream(Fault.values())
                .map(fault -> (JsonNode) JsonNodeFactory.instance.textNode(fault.word()))
                .toList();
    }

    /** @throws IllegalArgumentException with a sentence that names what is wrong */
    static SimulatorOptions read(JsonNode json, SimulatorOptions options) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("write an object such as {\"faults\":\"0.05\",\"seed\":7}");
        }
        SimulatorOptions changed = options;
        for (Iterator<Map.Entry<String, JsonNode>> members = json.fields(); members.hasNext(); ) {
            Map.Entry<String, JsonNode> member = members.next();
            changed = changed(changed, member.getKey(), member.getValue());
        }
        return changed;
    }

    private static SimulatorOptions changed(SimulatorOptions now, String name, JsonNode value) {
        return switch (name) {
            case "faults" -> now.withFaults(FaultPlan.parse(value.asText()));
            case "seed" -> now.withSeed(whole(name, value));
            case "speed" -> now.withSpeed(number(name, value));
            case "latency" -> now.withLatency(latency(value, now.latency()));
            case "limits" -> now.withLimits(limits(value, now.limits()));
            case "batches" -> now.withBatches(batches(value, now.batches()));
            case "noise" -> now.withNoise(noise(value, now.noise()));
            case "hang" -> now.withHang(span(value));
            case "kinds", "notice" -> now;
            default ->
                throw new IllegalArgumentException("no member \"" + name
                        + "\"; known are faults, seed, speed, latency, limits, batches, noise, hang");
        };
    }

    private static long whole(String name, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " must be a whole number");
        }
        return value.asLong();
    }

    private static double number(String name, JsonNode value) {
        if (!value.isNumber()) {
            throw new IllegalArgumentException(name + " must be a number");
        }
        return value.asDouble();
    }

    /** A text, or milliseconds. */
    private static Duration span(JsonNode value) {
        return value.isNumber() ? Spans.parse(value.asLong() + "ms") : Spans.parse(value.asText());
    }

    private static Latency latency(JsonNode value, Latency now) {
        if (!value.isObject()) {
            return now.withBase(span(value));
        }
        return new Latency(
                value.has("base") ? span(value.get("base")) : now.base(),
                value.has("perInputToken") ? span(value.get("perInputToken")) : now.perInputToken(),
                value.has("perOutputToken") ? span(value.get("perOutputToken")) : now.perOutputToken());
    }

    private static Limits limits(JsonNode value, Limits now) {
        return new Limits(
                (int) number("requestsPerMinute", value.path("requestsPerMinute"), now.requestsPerMinute()),
                (int) number("tokensPerMinute", value.path("tokensPerMinute"), now.tokensPerMinute()),
                (long) number("enqueuedTokens", value.path("enqueuedTokens"), now.enqueuedTokens()),
                (int) number("batchesPerHour", value.path("batchesPerHour"), now.batchesPerHour()));
    }

    private static BatchSettings batches(JsonNode value, BatchSettings now) {
        return new BatchSettings(
                value.has("turnaround") ? span(value.get("turnaround")) : now.turnaround(),
                value.has("window") ? span(value.get("window")) : now.window(),
                (long) number("maxFileBytes", value.path("maxFileBytes"), now.maxFileBytes()),
                (int) number("maxLines", value.path("maxLines"), now.maxLines()),
                value.has("hooks") ? hooks(value.get("hooks")) : now.hooks());
    }

    /** Null: nobody is told. */
    private static @Nullable HookAddress hooks(JsonNode value) {
        return value.isNull()
                ? null
                : new HookAddress(
                        URI.create(value.path("url").asText()),
                        value.path("secret").asText());
    }

    private static double number(String name, JsonNode value, double otherwise) {
        return value.isMissingNode() ? otherwise : number(name, value);
    }

    private static Noise noise(JsonNode value, Noise now) {
        if (value.isTextual()) {
            return Noise.preset(value.asText());
        }
        Noise changed = value.has("preset") ? Noise.preset(value.get("preset").asText()) : now;
        if (value.has("errors")) {
            Map<Integer, Double> errors = new TreeMap<>();
            value.get("errors")
                    .fields()
                    .forEachRemaining(
                            point -> errors.put(Integer.valueOf(point.getKey()), number("errors", point.getValue())));
            changed = changed.withErrors(errors);
        }
        return changed.withSlope(number("slope", value.path("slope"), changed.slope()))
                .withSelf(number("self", value.path("self"), changed.self()))
                .withPerTemperature(number("perTemperature", value.path("perTemperature"), changed.perTemperature()))
                .withObeys(number("obeys", value.path("obeys"), changed.obeys()));
    }
}
