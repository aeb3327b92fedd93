package dev.sheaf.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.events.CloudEvent;
import dev.sheaf.events.EventsConfig;
import dev.sheaf.events.Ticks;
import dev.sheaf.rows.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;

/**
 * Ticks of senders that cannot have a key, as a Knative ping source, where the operator lets them. They say nothing and learn
 * nothing of any tenant; all of them together are one at a time.
 */
@Singleton
class OpenTicks {
    private final EventsConfig config;
    private final Ticks ticks;

    OpenTicks(EventsConfig config, Ticks ticks) {
        this.config = config;
        this.ticks = ticks;
    }

    void open(@Observes Router router) {
        if (config.ticksWithoutKey()) {
            router.route(HttpMethod.POST, "/events").order(Entrance.OPEN_TICKS).handler(this::letIn);
        }
    }

    private void letIn(RoutingContext http) {
        boolean keyed = http.request().headers().contains(HttpHeaders.AUTHORIZATION);
        if (keyed || !CloudEvent.isTick(http.request().getHeader("ce-type"))) {
            http.next();
            return;
        }
        http.request().resume(); // what it says is thrown away
        ticks.work(config.tick()).subscribe().with(done -> tell(http, done), http::fail);
    }

    private static void tell(RoutingContext http, Ticks.Done done) {
        ObjectNode reply = Json.object().put("steps", done.steps());
        done.nextDue().ifPresent(due -> reply.put("nextDue", due.toString()));
        http.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .end(Json.compact(reply));
    }
}
