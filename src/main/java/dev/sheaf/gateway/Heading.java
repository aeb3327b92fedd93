package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a completion of ours begins with.
 *
 * @param created unix seconds
 */
record Heading(String id, long created) {

    ObjectNode of(String model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "chat.completion")
                .put("created", created)
                .put("model", model);
    }
}
