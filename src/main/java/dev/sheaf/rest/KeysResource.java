package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.access.ApiKey;
import dev.sheaf.access.Caller;
import dev.sheaf.access.KeyStore;
import dev.sheaf.access.KeyText;
import dev.sheaf.access.Locksmith;
import dev.sheaf.access.Tenant;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Who may use the service. An administrator sees to its tenant's keys, one of the tenant default to those of all. */
@Path("/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.KEYS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class KeysResource {
    private final KeyStore store;
    private final Locksmith locksmith;
    private final Clock clock;
    private final BodyLimit limit;
    private final Bodies bodies;

    KeysResource(KeyStore store, Locksmith locksmith, Clock clock, BodyLimit limit, Bodies bodies) {
        this.store = store;
        this.locksmith = locksmith;
        this.clock = clock;
        this.limit = limit;
        this.bodies = bodies;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "makeKey",
            summary = "Makes a key, and shows it this once",
            description = "The first key ends the time in which this machine needed none.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = KeyView.Wish.class)))
    @APIResponse(
            responseCode = "201",
            description = "The key",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "403", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    public Uni<RestResponse<KeyView>> make(@Context RoutingContext http) {
        Caller caller = Entrance.caller(http);
        return limit.body(http.request())
                .map(bodies::read)
                .map(body -> wish(caller, body))
                .map(locksmith::make)
                .call(made -> store.add(made.held()))
                .map(KeysResource::reply);
    }

    private static Locksmith.Wish wish(Caller caller, JsonNode body) {
        Locksmith.Wish wish = new KeyReader(caller.tenant()).read(body);
        if (!reaches(caller, wish.tenant())) {
            throw forbidden("Keys of other tenants are made by the operator of the service.");
        }
        return wish;
    }

    private static boolean reaches(Caller caller, String tenant) {
        return caller.isOperator() || tenant.equals(caller.tenant());
    }

    private static Refused forbidden(String why) {
        return new Refused(ProblemKind.FORBIDDEN, why, List.of());
    }

    private static RestResponse<KeyView> reply(Locksmith.Made made) {
        return ResponseBuilder.create(RestResponse.Status.CREATED, KeyView.of(made))
                .header(HttpHeaders.LOCATION, "/keys/" + made.text().id())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @GET
    @Operation(operationId = "listKeys", summary = "Keys, newest first, without their secrets; revoked ones too")
    @APIResponse(
            responseCode = "200",
            description = "Some of the keys",
            content = @Content(schema = @Schema(implementation = KeyView.Listing.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "403", ref = ApiDocument.PROBLEM)
    public Uni<KeyView.Listing> list(
            @RestQuery @Nullable @Parameter(description = "Whose; the operator's are else those of all tenants.")
                    String tenant,
            @BeanParam PageParameters page,
            @Context RoutingContext http) {
        int most = page.wanted();
        if (page.after != null && !KeyText.isId(page.after)) {
            throw Refused.invalid(List.of(new Violation("after", "must be the id of a key")));
        }
        return store.list(whose(tenant, http), page.after, most).map(found -> listing(page.of(found, ApiKey::id)));
    }

    private static KeyView.Listing listing(PageParameters.Page<ApiKey> page) {
        return new KeyView.Listing(page.entries().stream().map(KeyView::of).toList(), page.next());
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "revokeKey",
            summary = "Lets nobody in with a key any more",
            description = "Within sheaf.access.key-freshness, at every replica.")
    @APIResponse(responseCode = "204", description = "It is revoked")
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    public Uni<Void> revoke(@RestPath String id, @Context RoutingContext http) {
        return (KeyText.isId(id)
                        ? store.revoke(whose(http), id, clock.instant())
                        : Uni.createFrom().item(false))
                .invoke(there -> {
                    if (!there) {
                        throw new Refused(ProblemKind.UNKNOWN_KEY, "There is no key \"" + id + "\".", List.of());
                    }
                })
                .replaceWithVoid();
    }

    private static @Nullable String whose(@Nullable String wanted, RoutingContext http) {
        if (wanted == null) {
            return whose(http);
        }
        if (!Tenant.isValid(wanted)) {
            throw Refused.invalid(List.of(new Violation("tenant", Tenant.MESSAGE)));
        }
        if (!reaches(Entrance.caller(http), wanted)) {
            throw forbidden("Keys of other tenants are seen by the operator of the service.");
        }
        return wanted;
    }

    /** Absent: all tenants'. */
    private static @Nullable String whose(RoutingContext http) {
        Caller caller = Entrance.caller(http);
        return caller.isOperator() ? null : caller.tenant();
    }
}
