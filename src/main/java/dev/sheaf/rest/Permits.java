package dev.sheaf.rest;

import dev.sheaf.access.Caller;
import dev.sheaf.access.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * Which roles may use which operations. Held against the operation that the router has found, not against the address as
 * it was sent, so that no way of writing an address leads around it. What is not named here can be seen by who may see,
 * and changed by administrators only.
 */
final class Permits {
    private static final Set<Role> ANY = Set.of(Role.ASK, Role.RUN, Role.READ);
    private static final Set<Role> SEE = Set.of(Role.RUN, Role.READ);
    private static final Set<Role> ADMIN = Set.of();
    private static final Set<Role> RUN = Set.of(Role.RUN);

    private static final Map<String, Set<Role>> NAMED = Map.ofEntries(
            Map.entry("POST /tasks/{name}/answers", Set.of(Role.ASK)),
            Map.entry("GET /tasks", ANY),
            Map.entry("GET /tasks/{name}", ANY),
            Map.entry("POST /tasks/{name}/audits", RUN),
            Map.entry("POST /estimates", ANY),
            Map.entry("POST /validations", ANY),
            Map.entry("POST /jobs", RUN),
            Map.entry("POST /events", RUN),
            Map.entry("DELETE /jobs/{id}", RUN),
            Map.entry("POST /jobs/{id}/cancel", RUN),
            Map.entry("POST /jobs/{id}/pause", RUN),
            Map.entry("POST /jobs/{id}/resume", RUN),
            Map.entry("POST /jobs/{id}/retry", RUN),
            Map.entry("GET /keys", ADMIN),
            Map.entry("GET /tenants/{tenant}/export", ADMIN));

    /** Those who do this show by a signature who they are. */
    private static final String SIGNED = "POST /hooks/provider";

    @ServerRequestFilter
    void check(@Context RoutingContext http) {
        RuntimeResource found = CurrentRequestManager.get().getTarget();
        if (found != null && SIGNED.equals(found.getHttpMethod() + " " + template(found))) {
            return;
        }
        Caller caller = Entrance.caller(http);
        Set<Role> roles = found == null ? ADMIN : of(found.getHttpMethod(), template(found));
        if (!caller.mayAs(roles)) {
            throw new Refused(ProblemKind.FORBIDDEN, caller.lacks(roles), List.of());
        }
    }

    /** @param template the operation's address, with its parameters' names in braces */
    static Set<Role> of(String method, String template) {
        Set<Role> usual = method.equals("GET") || method.equals("HEAD") ? SEE : ADMIN;
        return NAMED.getOrDefault(method + " " + template, usual);
    }

    private static String template(RuntimeResource found) {
        String path = found.getClassPath().template + "/" + found.getPath().template;
        return path.replaceAll("//+", "/").replaceFirst("(?<=.)/$", "");
    }
}
