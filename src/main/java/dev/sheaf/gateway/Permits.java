package dev.sheaf.gateway;

import dev.sheaf.access.Role;
import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** Which roles may use which addresses of the wire. */
final class Permits {
    private static final Set<Role> ANY = Set.of(Role.ASK, Role.RUN, Role.READ);
    private static final Set<Role> SEE = Set.of(Role.RUN, Role.READ);

    private Permits() {}

    /**
     * One of these is needed, or an administrator.
     *
     * @param path as the route has it
     */
    static Set<Role> of(HttpMethod method, String path) {
        boolean sees = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (path.endsWith("*") && !path.startsWith("/v1/models")) {
            return Set.of(); // whatever the credential has stored at the provider, for any tenant
        }
        if (path.startsWith("/v1/models")) {
            return ANY;
        }
        if (path.startsWith("/v1/files") || path.startsWith("/v1/batches")) {
            return sees ? SEE : Set.of(Role.RUN);
        }
        return sees ? SEE : Set.of(Role.ASK);
    }
}
