package dev.sheaf.gateway;

import dev.sheaf.online.Batcher;
import dev.sheaf.online.OnlineConfig;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.task.TaskCatalog;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** The endpoints at which tasks stand beside the provider's models. */
@Singleton
class TaskEndpoints {
    private final GatewayConfig config;
    private final OnlineConfig online;
    private final TaskCatalog catalog;
    private final TaskShelf shelf;
    private final Batcher batcher;
    private final Charges charges;

    TaskEndpoints(
            GatewayConfig config,
            OnlineConfig online,
            TaskCatalog catalog,
            TaskShelf shelf,
            Batcher batcher,
            Charges charges) {
        this.config = config;
        this.online = online;
        this.catalog = catalog;
        this.shelf = shelf;
        this.batcher = batcher;
        this.charges = charges;
    }

    Endpoint models(OtherModels others) {
        return new ModelsEndpoint(catalog, others);
    }

    /** @param headings of completions, each new */
    Endpoint chat(Upstream upstream, Supplier<Heading> headings) {
        var tasks = new TaskChat(shelf, batcher, charges, config.patience(), online.queueItems(), headings);
        return new ChatEndpoint(config, tasks, upstream, headings);
    }
}
