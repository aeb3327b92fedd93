package dev.sheaf.gateway;

import dev.sheaf.access.Caller;
import dev.sheaf.access.Keys;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets callers in who have a key, names their requests, and has the endpoints answer. */
final class FrontDoor {
    private static final String WIRE = "/v1/*";
    private static final String CALLER = Caller.class.getName();
    private static final String ID = "x-request-id";
    private static final String SCHEME = "Bearer ";

    private final Keys keys;
    private final Supplier<String> ids;
    private final List<Endpoint> endpoints;

    /** @param ids of requests, each new */
    FrontDoor(Keys keys, Supplier<String> ids, List<Endpoint> endpoints) {
        this.keys = keys;
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
        Optional<String> key = key(http);
        if (key.isEmpty()) {
            refuse(http, ApiError.noKey());
            return;
        }
        keys.caller(key.get(), isLocal(http.request().remoteAddress()))
                .subscribe()
                .with(found -> letIn(http, found), failure -> refuse(http, failure));
    }

    private static void letIn(RoutingContext http, Optional<Caller> caller) {
        if (caller.isPresent()) {
            http.put(CALLER, caller.get());
            http.next();
        } else {
            refuse(http, ApiError.wrongKey());
        }
    }

    private static Optional<String> key(RoutingContext http) {
        String header = http.request().getHeader(HttpHeaders.AUTHORIZATION);
        boolean isBearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return isBearer
                ? Optional.of(header.substring(SCHEME.length()).strip()).filter(key -> !key.isEmpty())
                : Optional.empty();
    }

    private static boolean isLocal(@Nullable SocketAddress remote) {
        if (remote == null || remote.isDomainSocket()) {
            return remote != null;
        }
        try {
            return InetAddress.getByName(remote.hostAddress()).isLoopbackAddress(); // digits: nothing is looked up
        } catch (UnknownHostException e) {
            return false;
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
