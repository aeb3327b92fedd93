package dev.sheaf.gateway;

import dev.sheaf.access.Caller;
import dev.sheaf.access.Keys;
import dev.sheaf.access.Knock;
import dev.sheaf.access.Quotas;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets callers in who have a key, names their requests, and has the endpoints answer. */
final class FrontDoor {
    private static final String WIRE = "/v1/*";
    private static final String CALLER = Caller.class.getName();
    private static final String ID = "x-request-id";

    private final Keys keys;
    private final Quotas quotas;
    private final Supplier<String> ids;
    private final List<Endpoint> endpoints;

    /** @param ids of requests, each new */
    FrontDoor(Keys keys, Quotas quotas, Supplier<String> ids, List<Endpoint> endpoints) {
        this.keys = keys;
        this.quotas = quotas;
        this.ids = ids;
        this.endpoints = List.copyOf(endpoints);
    }

    void open(Router router) {
        router.route(WIRE).handler(this::letIn);
        Routes routes = new Routes(router, FrontDoor::call);
        endpoints.forEach(endpoint -> endpoint.open(routes));
        routes.close(WIRE);
    }

    private void letIn(RoutingContext http) {
        http.response().putHeader(ID, "req_" + ids.get());
        http.request().pause();
        Knock knock = Knock.of(http.request());
        if (knock.key().isEmpty()) {
            refuse(http, ApiError.noKey());
            return;
        }
        knock.answered(keys, quotas).subscribe().with(found -> letIn(http, found), failure -> refuse(http, failure));
    }

    private static void letIn(RoutingContext http, Optional<Caller> caller) {
        if (caller.isPresent()) {
            http.put(CALLER, caller.get());
            http.next();
        } else {
            refuse(http, ApiError.wrongKey());
        }
    }

    private static void refuse(RoutingContext http, Throwable failure) {
        http.request().resume();
        new Call(http, new Caller(""), id(http)).refuse(failure);
    }

    private static Call call(RoutingContext http) {
        return new Call(http, http.get(CALLER), id(http));
    }

    private static String id(RoutingContext http) {
        return http.response().headers().get(ID);
    }
}
