package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /v1/batches} and what lies below. */
final class BatchesEndpoint {
    private static final String BASE = "/v1/batches/";
    private static final String CANCEL = "/cancel";
    private static final int USUAL = 20;
    private static final int MOST = 100;

    private final Vertx vertx;
    private final ObjectMapper json;
    private final BatchShelf shelf;
    private final BatchDesk desk;
    private final Mishaps mishaps;
    private final SimulatedClock clock;
    private final Waits waits;
    private final Hooks hooks;
    private final Map<String, Integer> denials = new ConcurrentHashMap<>();

    BatchesEndpoint(
            Vertx vertx,
            ObjectMapper json,
            BatchShelf shelf,
            BatchDesk desk,
            Mishaps mishaps,
            SimulatedClock clock,
            Waits waits,
            Hooks hooks) {
        this.hooks = hooks;
        this.vertx = vertx;
        this.json = json;
        this.shelf = shelf;
        this.desk = desk;
        this.mishaps = mishaps;
        this.clock = clock;
        this.waits = waits;
    }

    void create(Exchange exchange, Buffer body) {
        BatchOrder order = BatchOrder.read(tree(body));
        vertx.executeBlocking(() -> shelf.order(order), false)
                .onSuccess(exchange.guarded((Batch batch) -> created(exchange, batch)))
                .onFailure(exchange::broken);
    }

    private JsonNode tree(Buffer body) {
        try {
            JsonNode order = json.readTree(body.getBytes());
            return order == null ? json.missingNode() : order;
        } catch (IOException e) {
            throw ApiError.badJson();
        }
    }

    private void created(Exchange exchange, Batch batch) {
        hooks.ordered(batch);
        desk.take(batch);
        if (batch.carries(Fault.BATCH_CREATE_TIMEOUT)) {
            waits.forever(exchange.response());
        } else {
            exchange.send(BatchJson.describe(batch));
        }
    }

    void list(Exchange exchange, Buffer ignored) {
        Page page = Page.of(exchange.request(), USUAL, MOST);
        mishaps.poll("batches");
        exchange.send(page.of(shelf.listed(), Batch::id, BatchJson::describe));
    }

    void one(Exchange exchange, Buffer ignored) {
        Batch batch = shelf.find(exchange.after(BASE));
        mishaps.poll(batch.id());
        denyAtFirst(batch);
        exchange.send(BatchJson.describe(batch));
    }

    /** @throws ApiError 404 for the first few questions where the batch carries that fault */
    private void denyAtFirst(Batch batch) {
        if (batch.carries(Fault.BATCH_GET_404)) {
            int most = 2 + Seeds.below(3, Seeds.mix(batch.birth().chance(), 21));
            if (denials.merge(batch.id(), 1, Integer::sum) <= most) {
                throw ApiError.noSuch("Batch", batch.id());
            }
        }
    }

    void cancel(Exchange exchange, Buffer ignored) {
        String path = exchange.after(BASE);
        if (!path.endsWith(CANCEL)) {
            throw Routes.unknown(exchange.request().method(), exchange.request().path());
        }
        Batch batch = shelf.find(path.substring(0, path.length() - CANCEL.length()));
        synchronized (batch) {
            if (batch.status() != BatchStatus.CANCELLING) {
                refuseTooLate(batch);
                batch.move(BatchStatus.CANCELLING, clock.millis());
                shelf.save(batch);
            }
        }
        exchange.send(BatchJson.describe(batch));
    }

    private static void refuseTooLate(Batch batch) {
        if (!batch.status().leadsTo(BatchStatus.CANCELLING)) {
            String message =
                    "Cannot cancel a batch with status '" + batch.status().word() + "'.";
            throw ApiError.of(409, "invalid_request_error", null, message);
        }
    }
}
