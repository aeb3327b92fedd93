package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.TaskCatalog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}}: the caller's tasks, and the provider's models. */
final class ModelsEndpoint implements Endpoint {
    private static final String LIST = "/v1/models";
    private static final String ONE = LIST + "/";

    private final TaskCatalog catalog;
    private final OtherModels others;

    ModelsEndpoint(TaskCatalog catalog, OtherModels others) {
        this.catalog = catalog;
        this.others = others;
    }

    @Override
    public void open(Routes routes) {
        routes.json(HttpMethod.GET, LIST, this::list);
        routes.json(HttpMethod.GET, ONE + "*", call -> one(call, call.pathAfter(ONE)));
    }

    private Uni<ObjectNode> list(Call call) {
        return Uni.combine().all().unis(tasks(call), others.list()).with((tasks, models) -> {
            ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
            list.putArray("data").addAll(tasks).addAll(models);
            return list;
        });
    }

    private Uni<List<ObjectNode>> tasks(Call call) {
        return catalog.list(call.caller().tenant())
                .map(tasks -> tasks.stream().map(TaskModel::describe).toList());
    }

    private Uni<ObjectNode> one(Call call, String id) {
        return (TaskModel.isReserved(id) ? task(call, id) : others.find(id))
                .map(found -> found.orElseThrow(() -> unknown(id)));
    }

    private Uni<Optional<ObjectNode>> task(Call call, String id) {
        return TaskModel.task(id)
                .map(name -> catalog.find(call.caller().tenant(), name))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(found -> found.map(TaskModel::describe));
    }

    private static ApiError unknown(String id) {
        return new ApiError(
                404, "invalid_request_error", "The model '" + id + "' does not exist", "model", "model_not_found");
    }
}
