package dev.sheaf.simulator;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which endpoint answers which path. A path that ends in a slash stands for all below it. */
final class Routes {
    private record Route(String path, HttpMethod method, Endpoint endpoint) {
        boolean leads(String to) {
            return path.endsWith("/") ? to.startsWith(path) && to.length() > path.length() : to.equals(path);
        }
    }

    private final List<Route> routes = new ArrayList<>();

    Routes add(HttpMethod method, String path, Endpoint endpoint) {
        routes.add(new Route(path, method, endpoint));
        return this;
    }

    /** @throws ApiError 404 or 405, as the provider has them */
    Endpoint find(HttpMethod method, String path) {
        boolean known = false;
        for (Route route : routes) {
            if (route.leads(path)) {
                known = true;
                if (route.method().equals(method)) {
                    return route.endpoint();
                }
            }
        }
        throw known ? notAllowed(method, shown(path)) : unknown(method, path);
    }

    /** Any key will do, but there has to be one. */
    static void refuseWithoutKey(Exchange exchange) {
        boolean keyless = exchange.header("authorization").isBlank()
                && exchange.header("api-key").isBlank();
        if (keyless && exchange.request().path().startsWith("/v1/")) {
            throw ApiError.of(
                    401,
                    "invalid_request_error",
                    "invalid_api_key",
                    "You didn't provide an API key. You need to provide your API key in an Authorization header using"
                            + " Bearer auth (i.e. Authorization: Bearer YOUR_KEY).");
        }
    }

    private static String shown(String path) {
        return path.length() > 200 ? path.substring(0, 200) + "…" : path;
    }

    private static ApiError notAllowed(HttpMethod method, String path) {
        String hint = " (HINT: Perhaps you meant to use a different HTTP method?)";
        return error(405, "method_not_supported", "Not allowed to " + method + " on " + path + "." + hint);
    }

    static ApiError unknown(HttpMethod method, String path) {
        return error(404, "unknown_url", "Unknown request URL: " + method + " " + shown(path) + ".");
    }

    private static ApiError error(int status, String code, String message) {
        return new ApiError(status, "invalid_request_error", code, null, message, Map.of());
    }
}
