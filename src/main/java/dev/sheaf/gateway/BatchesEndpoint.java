package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.access.Quotas;
import dev.sheaf.bulk.JobStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code /v1/batches}: orders are taken down at once; {@link BatchDriver} does the work. */
final class BatchesEndpoint implements Endpoint {
    private static final String ALL = "/v1/batches";
    private static final String ONE = ALL + "/:batch";
    private static final int LARGEST_BODY = 1 << 20;
    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    private static final Logger LOG = Logger.getLogger(BatchesEndpoint.class);

    private final BatchStore store;
    private final JobStore jobs;
    private final Quotas quotas;
    private final BatchOrders orders;
    private final Supplier<String> ids;
    private final InstantSource clock;

    BatchesEndpoint(
            BatchStore store,
            JobStore jobs,
            Quotas quotas,
            BatchOrders orders,
            Supplier<String> ids,
            InstantSource clock) {
        this.store = store;
        this.jobs = jobs;
        this.quotas = quotas;
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
            quotas.take(call.caller(), 0);
            return store.add(batch, call.caller().key()).replaceWith(() -> BatchJson.of(batch));
        });
    }

    private Uni<JsonNode> list(Call call) {
        int limit = limit(call.query("limit"));
        @Nullable String after = call.query("after");
        return known(call, after)
                .chain(() -> store.list(call.caller().tenant(), after, limit + 1))
                .map(found -> page(found.subList(0, Math.min(limit, found.size())), found.size() > limit));
    }

    private Uni<Void> known(Call call, @Nullable String after) {
        return after == null
                ? Uni.createFrom().voidItem()
                : store.find(call.caller().tenant(), after)
                        .map(found -> found.orElseThrow(() -> ApiError.noSuchCursor("batch", after)))
                        .replaceWithVoid();
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
                    return now;
                }))
                .call(this::tellJob)
                .map(BatchJson::of);
    }

    /** Now, so that it buys nothing more; it is written down that it has to be told, so that a failure is made good. */
    private Uni<Boolean> tellJob(Batch batch) {
        return jobs.cancel(batch.tenant(), batch.job())
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("The job of %s is told of its end later: %s", batch.id(), failure.getMessage()))
                .onFailure()
                .recoverWithItem(false);
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
