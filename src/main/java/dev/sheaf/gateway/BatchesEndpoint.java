package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v1/batches}: orders are taken down at once; {@link BatchDriver} does the work. */
final class BatchesEndpoint implements Endpoint {
    private static final String ALL = "/v1/batches";
    private static final String ONE = ALL + "/:batch";
    private static final int LARGEST_BODY = 1 << 20;
    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    private final BatchStore store;
    private final BatchOrders orders;
    private final Supplier<String> ids;
    private final InstantSource clock;

    BatchesEndpoint(BatchStore store, BatchOrders orders, Supplier<String> ids, InstantSource clock) {
        this.store = store;
        this.orders = orders;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void open(Routes routes) {
        routes.json(HttpMethod.POST, ALL, this::create);
        routes.json(HttpMethod.GET, ALL, this::list);
        routes.json(HttpMethod.GET, ONE, call -> find(call).map(BatchJson::of));
        routes.json(HttpMethod.POST, ONE + "/cancel", this::cancel);
    }

    private Uni<ObjectNode> create(Call call) {
        return call.body(LARGEST_BODY).map(JsonBody::read).map(orders::read).chain(order -> {
            Batch batch = Batch.ordered(call.caller().tenant(), Batch.PREFIX + ids.get(), order, clock.instant());
            return store.add(batch).replaceWith(() -> BatchJson.of(batch));
        });
    }

    private Uni<JsonNode> list(Call call) {
        int limit = limit(call.query("limit"));
        return store.list(call.caller().tenant(), call.query("after"), limit + 1)
                .map(found -> page(found.subList(0, Math.min(limit, found.size())), found.size() > limit));
    }

    private static JsonNode page(List<Batch> page, boolean more) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = json.putArray("data");
        page.forEach(batch -> data.add(BatchJson.of(batch)));
        json.put("first_id", page.isEmpty() ? null : page.get(0).id());
        json.put("last_id", page.isEmpty() ? null : page.get(page.size() - 1).id());
        return json.put("has_more", more);
    }

    private static int limit(@Nullable String given) {
        return given == null ? USUAL_PAGE : (int) Parameters.within(1, LARGEST_PAGE, "limit", given);
    }

    private Uni<Batch> find(Call call) {
        String id = call.segment("batch");
        return store.find(call.caller().tenant(), id)
                .map(found -> found.orElseThrow(() -> new ApiError(
                        404, "invalid_request_error", "No batch found with id '" + id + "'.", null, null)));
    }

    private Uni<JsonNode> cancel(Call call) {
        return find(call)
                .chain(batch -> store.cancel(batch.tenant(), batch.id()))
                .chain(cancelled -> find(call).map(now -> {
                    if (!cancelled && now.state() != Batch.State.CANCELLING) {
                        throw over(now);
                    }
                    return BatchJson.of(now);
                }));
    }

    private static ApiError over(Batch batch) {
        return new ApiError(
                409,
                "invalid_request_error",
                "Cannot cancel a batch with status '" + batch.state().word() + "'.",
                null,
                null);
    }
}
