package dev.sheaf.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A definition as JSON, complete, in the form that {@link DefinitionReader} reads; and its content address. */
public final class DefinitionJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int ADDRESS_DIGITS = 16;

    private DefinitionJson() {}

    public static ObjectNode write(TaskDefinition definition) {
        ObjectNode json = JSON.objectNode();
        json.put("instructions", definition.instructions());
        definition.shape().fold(labels -> writeLabels(json, labels), fields -> json.set("schema", fields.schema()));
        writeExamples(json, definition);
        definition.input().ifPresent(template -> json.put("input", template.text()));
        json.put("model", definition.model()).put("format", definition.format().wireName());
        writePacking(json.putObject("packing"), definition.packing());
        writeQuality(json.putObject("quality"), definition.quality());
        json.put("reasoning", definition.reasoning());
        json.set("parameters", JSON.objectNode().setAll(definition.parameters()));
        return json;
    }

    /**
     * The version of a definition: the first 64 bits of the SHA-256 of its canonical JSON (members sorted, no spaces),
     * in hexadecimal.
     */
    public static String version(TaskDefinition definition) {
        try {
            byte[] canonical = sorted(write(definition)).toString().getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical);
            return HexFormat.of().formatHex(digest).substring(0, ADDRESS_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ObjectNode writeLabels(ObjectNode json, AnswerShape.Labels labels) {
        ArrayNode array = json.putArray("labels");
        for (Label label : labels.labels()) {
            if (label.description() == null) {
                array.add(label.name());
            } else {
                array.addObject().put("name", label.name()).put("description", label.description());
            }
        }
        return json.put("multiple", labels.multiple()).put("allowNone", labels.allowNone());
    }

    private static void writeExamples(ObjectNode json, TaskDefinition definition) {
        if (!definition.examples().isEmpty()) {
            ArrayNode array = json.putArray("examples");
            for (Example example : definition.examples()) {
                ObjectNode node = array.addObject().put("text", example.text());
                example.answer().writeTo(node);
            }
        }
    }

    private static void writePacking(ObjectNode json, PackingPolicy packing) {
        json.put("maxItems", packing.maxItems())
                .put("maxTokens", packing.maxTokens())
                .put("maxOutputTokens", packing.maxOutputTokens())
                .put("maxWait", packing.maxWait().toString())
                .put("shuffle", packing.shuffle())
                .put("echo", packing.echo());
    }

    /** What came later is written only where it is used: versions of before keep their address. */
    private static void writeQuality(ObjectNode json, QualityPolicy quality) {
        json.put("minAgreement", quality.minAgreement());
        if (quality.isVoted()) {
            json.put("votes", quality.votes());
        }
        if (!quality.isolate()) {
            json.put("isolate", false);
        }
        if (quality.canary()) {
            json.put("canary", true);
        }
    }

    /** The order of a schema's properties is the order in which a model writes them, so it is part of the content. */
    private static JsonNode sorted(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> members = new TreeMap<>();
        node.properties()
                .forEach(member -> members.put(member.getKey(), keepsOrder(member.getKey(), member.getValue())));
        ObjectNode copy = JSON.objectNode();
        return copy.setAll(members);
    }

    private static JsonNode keepsOrder(String name, JsonNode value) {
        return name.equals("schema") ? value : sorted(value);
    }
}
