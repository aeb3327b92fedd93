package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}}. */
final class ModelsEndpoint {
    private static final long CREATED = 1_767_225_600;

    private final ModelCatalog models;

    ModelsEndpoint(ModelCatalog models) {
        this.models = models;
    }

    void list(Exchange exchange, Buffer ignored) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.names().forEach(name -> data.add(describe(name)));
        exchange.send(list);
    }

    void one(Exchange exchange, Buffer ignored) {
        String name = exchange.after("/v1/models/");
        if (models.find(name).isEmpty()) {
            throw ModelCatalog.unknown(name);
        }
        exchange.send(describe(name));
    }

    private static ObjectNode describe(String name) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "sheaf-simulator");
    }
}
