package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.access.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where endpoints say which addresses they answer. */
final class Routes {
    private final Router router;
    private final Function<RoutingContext, Call> calls;
    private final Set<String> paths = new LinkedHashSet<>();

    Routes(Router router, Function<RoutingContext, Call> calls) {
        this.router = router;
        this.calls = calls;
    }

    /** @param path with the wire's version, {@code :name} for a segment, {@code *} at the end for whatever follows */
    void json(HttpMethod method, String path, Function<Call, Uni<? extends JsonNode>> reply) {
        raw(method, path, call -> call.answer(Uni.createFrom().deferred(() -> reply.apply(call))));
    }

    /** The handler answers by itself, or has the call refuse. */
    void raw(HttpMethod method, String path, Consumer<Call> handler) {
        paths.add(path);
        Set<Role> roles = Permits.of(method, path);
        router.route(method, path).handler(http -> {
            Call call = calls.apply(http);
            if (!call.caller().mayAs(roles)) {
                call.refuse(ApiError.notAllowed(call.caller(), roles));
                return;
            }
            try {
                handler.accept(call);
            } catch (RuntimeException failure) {
                call.refuse(failure);
            }
        });
    }

    /** What no endpoint answers. */
    void close(String under) {
        paths.forEach(path -> router.route(path).handler(http -> refuse(http, ApiError::wrongMethod)));
        router.route(under).handler(http -> refuse(http, ApiError::noSuchAddress));
    }

    private interface ByAddress {
        ApiError of(String method, String path);
    }

    private void refuse(RoutingContext http, ByAddress error) {
        http.request().resume();
        calls.apply(http)
                .refuse(error.of(http.request().method().name(), http.request().path()));
    }
}
