package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** {@code POST /v1/embeddings} and {@code /v1/moderations}: the same text has the same numbers, which mean nothing. */
final class EmbeddingsEndpoint {
    private static final int MOST_INPUTS = 2_048;
    private static final int MOST_DIMENSIONS = 3_072;
    private static final List<String> CATEGORIES = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/intent",
            "self-harm/instructions",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");

    private final ObjectMapper json;
    private final Till till;
    private final Tokens tokens = new Tokens();

    EmbeddingsEndpoint(ObjectMapper json, Till till) {
        this.json = json;
        this.till = till;
    }

    void embed(Exchange exchange, Buffer body) {
        ObjectNode request = read(body);
        Members members = new Members(request);
        String model = members.text("model", "");
        if (!model.startsWith("text-embedding-") && !model.startsWith("sim-")) {
            throw ModelCatalog.unknown(model);
        }
        int dimensions = members.whole("dimensions", 1, MOST_DIMENSIONS, model.contains("large") ? 3_072 : 1_536);
        boolean packed = members.text("encoding_format", "float").equals("base64");
        ObjectNode reply = json.createObjectNode().put("object", "list");
        ArrayNode data = reply.putArray("data");
        int read = 0;
        for (JsonNode input : inputs(request)) {
            float[] vector = vector(input, dimensions);
            ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            one.set("embedding", packed ? json.getNodeFactory().textNode(packed(vector)) : json.valueToTree(vector));
            read += input.isArray() ? input.size() : tokens.count(input.asText());
        }
        reply.put("model", model);
        reply.putObject("usage").put("prompt_tokens", read).put("total_tokens", read);
        deliver(exchange, reply, sale(exchange, model, body, read));
    }

    void moderate(Exchange exchange, Buffer body) {
        ObjectNode request = read(body);
        String model = new Members(request).text("model", "omni-moderation-latest");
        ObjectNode reply = json.createObjectNode()
                .put("id", "modr-" + Exchange.hex(exchange.number()))
                .put("model", model);
        ArrayNode results = reply.putArray("results");
        for (JsonNode input : inputs(request)) {
            result(results.addObject(), input);
        }
        deliver(exchange, reply, sale(exchange, model, body, 0));
    }

    private static void result(ObjectNode result, JsonNode input) {
        SplittableRandom random = new SplittableRandom(input.toString().hashCode());
        ObjectNode categories = result.put("flagged", false).putObject("categories");
        CATEGORIES.forEach(name -> categories.put(name, false));
        ObjectNode scores = result.putObject("category_scores");
        CATEGORIES.forEach(name -> scores.put(name, random.nextDouble() / 1_000));
        ObjectNode types = result.putObject("category_applied_input_types");
        CATEGORIES.forEach(name -> types.putArray(name).add("text"));
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

    /** A text or a list of tokens, or several of either. */
    private static List<JsonNode> inputs(ObjectNode request) {
        JsonNode input = request.path("input");
        List<JsonNode> all = new ArrayList<>();
        if (input.isTextual() || (input.isArray() && input.path(0).isInt())) {
            all.add(input);
        } else {
            input.forEach(all::add);
        }
        if (all.isEmpty() || all.size() > MOST_INPUTS) {
            throw ApiError.invalid("input", "invalid_value", "'input' has to be a text or up to 2048 of them.");
        }
        return all;
    }

    private static float[] vector(JsonNode input, int dimensions) {
        SplittableRandom random = new SplittableRandom(input.toString().hashCode());
        float[] vector = new float[dimensions];
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextDouble(-1, 1);
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    private static String packed(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static Till.Sale sale(Exchange exchange, String model, Buffer body, int read) {
        byte[] digest = ChatWork.sha256().digest(body.getBytes());
        String hex = HexFormat.of().formatHex(digest, 0, 16);
        return new Till.Sale(exchange.header("x-client-request-id"), model, hex, new Usage(read, 0, 0));
    }

    private void deliver(Exchange exchange, ObjectNode reply, Till.Sale sale) {
        Till.Sold sold = till.bill(sale);
        exchange.send(reply).onSuccess(done -> till.delivered(sold)).onFailure(failure -> till.undelivered(sold));
    }
}
