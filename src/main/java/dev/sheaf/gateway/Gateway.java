package dev.sheaf.gateway;

import dev.sheaf.access.Keys;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;

/** Puts the front door together and opens it. */
@ApplicationScoped
public class Gateway {

    void open(@Observes Router router, Keys keys) {
        new FrontDoor(keys, Gateway::id, endpoints()).open(router);
    }

    private static List<Endpoint> endpoints() {
        return List.of();
    }

    /** As the provider's: without hyphens. */
    private static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
