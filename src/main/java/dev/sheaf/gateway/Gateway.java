package dev.sheaf.gateway;

import dev.sheaf.access.Keys;
import dev.sheaf.access.Quotas;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.cost.Books;
import dev.sheaf.model.Relay;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Puts the front door together and opens it. */
@ApplicationScoped
public class Gateway {
    private final RequestIds requests = new RequestIds(UUID.randomUUID().getMostSignificantBits());
    private final GatewayConfig config;
    private final TaskEndpoints tasks;
    private final ProviderModels models;
    private final Relaying relaying;
    private final Clock clock;

    Gateway(GatewayConfig config, TaskEndpoints tasks, Relay relay, Books books, Allowance allowance, Clock clock) {
        this.config = config;
        this.tasks = tasks;
        this.models = new ProviderModels(relay, config.modelsFreshness(), System::nanoTime);
        this.relaying = new Relaying(relay, books, allowance, requests);
        this.clock = clock;
    }

    void open(@Observes Router router, Keys keys, Quotas quotas, FileStore files, BatchStore batches, JobStore jobs) {
        new FrontDoor(keys, quotas, requests, endpoints(files, batches, jobs, quotas)).open(router);
    }

    private List<Endpoint> endpoints(FileStore files, BatchStore batches, JobStore jobs, Quotas quotas) {
        // what is relayed is the last, since it may be all that is left
        return List.of(
                tasks.models(models),
                tasks.chat(new PassThrough(relaying), this::heading),
                new FilesEndpoint(files, clock, Gateway::id, config.maxFile()),
                new BatchesEndpoint(batches, jobs, quotas, new BatchOrders(config.batchLane()), Gateway::id, clock),
                new RelayEndpoint(config, relaying));
    }

    private Heading heading() {
        return new Heading("chatcmpl-" + id(), clock.instant().getEpochSecond());
    }

    /** As the provider's: without hyphens. */
    private static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
