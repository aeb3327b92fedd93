package dev.sheaf.gateway;

import dev.sheaf.access.Keys;
import dev.sheaf.cost.Ledger;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.Relay;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Puts the front door together and opens it. */
@ApplicationScoped
public class Gateway {
    private final GatewayConfig config;
    private final Relaying relaying;

    Gateway(GatewayConfig config, Relay relay, Ledger ledger, PriceTable prices) {
        this.config = config;
        this.relaying = new Relaying(relay, new Books(ledger, prices, InstantSource.system()), Gateway::id);
    }

    void open(@Observes Router router, Keys keys, FileStore files) {
        new FrontDoor(keys, Gateway::id, endpoints(files)).open(router);
    }

    private List<Endpoint> endpoints(FileStore files) {
        // what is relayed is the last, since it may be all that is left
        return List.of(
                new FilesEndpoint(files, Clock.systemUTC(), Gateway::id, config.maxFile()),
                new RelayEndpoint(config, relaying));
    }

    /** As the provider's: without hyphens. */
    private static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
