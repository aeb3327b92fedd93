package dev.sheaf.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** JSON in columns. */
final class Stored {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private Stored() {}

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is stored is no JSON", e);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    static String metadata(Map<String, String> metadata) {
        ObjectNode node = object();
        new TreeMap<>(metadata).forEach(node::put);
        return node.toString();
    }

    static Map<String, String> metadata(String text) {
        Map<String, String> metadata = new TreeMap<>();
        tree(text)
                .properties()
                .forEach(member ->
                        metadata.put(member.getKey(), member.getValue().asText()));
        return metadata;
    }
}
