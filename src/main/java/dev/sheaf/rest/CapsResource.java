package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Cap.Scope;
import dev.sheaf.cost.Caps;
import dev.sheaf.cost.DayCaps;
import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.task.Members;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What may be spent a day. Caps stand outside a task's definition: to raise one makes no new version. */
@Path("/caps")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.COSTS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class CapsResource {
    private final Caps caps;
    private final DayCaps now;
    private final TaskShelf shelf;
    private final PriceTable prices;
    private final BodyLimit limit;
    private final Bodies bodies;

    CapsResource(Caps caps, DayCaps now, TaskShelf shelf, PriceTable prices, BodyLimit limit, Bodies bodies) {
        this.caps = caps;
        this.now = now;
        this.shelf = shelf;
        this.prices = prices;
        this.limit = limit;
        this.bodies = bodies;
    }

    @GET
    @Operation(operationId = "listCaps", summary = "What may be spent a day, and what was today")
    @APIResponse(
            responseCode = "200",
            description = "The tenant's cap and those of its tasks, where there are any",
            content = @Content(schema = @Schema(implementation = CapView.Listing.class)))
    public Uni<CapView.Listing> list(@Context RoutingContext http) {
        return caps.today(Entrance.tenant(http))
                .map(all -> new CapView.Listing(all.stream().map(CapView::of).toList()));
    }

    @PUT
    @Path("/tenant")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "capTenant",
            summary = "Says what all calls together may cost a day",
            description = "Jobs that an earlier cap stopped go on where there is room now.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = CapView.Request.class)))
    @APIResponse(
            responseCode = "200",
            description = "The caps as they are now",
            content = @Content(schema = @Schema(implementation = CapView.Listing.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    public Uni<CapView.Listing> tenant(@Context RoutingContext http) {
        return amount(http).chain(most -> put(http, new Cap(Scope.TENANT, "", most)));
    }

    @PUT
    @Path("/tasks/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "capTask", summary = "Says what a task's calls together may cost a day")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = CapView.Request.class)))
    @APIResponse(
            responseCode = "200",
            description = "The caps as they are now",
            content = @Content(schema = @Schema(implementation = CapView.Listing.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    public Uni<CapView.Listing> task(@RestPath String name, @Context RoutingContext http) {
        return amount(http)
                .call(() -> shelf.find(Entrance.tenant(http), name)
                        .invoke(found -> priced(
                                prices,
                                "usdPerDay",
                                found.orElseThrow(() -> Refused.unknownTask(name))
                                        .task()
                                        .definition()
                                        .model())))
                .chain(most -> put(http, new Cap(Scope.TASK, name, most)));
    }

    @DELETE
    @Path("/tenant")
    @Operation(operationId = "uncapTenant", summary = "Takes the tenant's cap away")
    @APIResponse(responseCode = "204", description = "There is none")
    public Uni<Void> uncapTenant(@Context RoutingContext http) {
        return remove(http, Scope.TENANT, "");
    }

    @DELETE
    @Path("/tasks/{name}")
    @Operation(operationId = "uncapTask", summary = "Takes a task's cap away")
    @APIResponse(responseCode = "204", description = "There is none")
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    public Uni<Void> uncapTask(@RestPath String name, @Context RoutingContext http) {
        return shelf.find(Entrance.tenant(http), name)
                .map(found -> found.orElseThrow(() -> Refused.unknownTask(name)))
                .chain(known -> remove(http, Scope.TASK, name));
    }

    private Uni<Void> remove(RoutingContext http, Scope scope, String name) {
        return caps.remove(Entrance.tenant(http), scope, name).chain(now::look);
    }

    private Uni<CapView.Listing> put(RoutingContext http, Cap cap) {
        return caps.put(Entrance.tenant(http), cap).chain(now::look).chain(() -> list(http));
    }

    private Uni<Money> amount(RoutingContext http) {
        return limit.body(http.request()).map(bodies::read).map(CapsResource::amount);
    }

    private static Money amount(JsonNode body) {
        Members members = Members.of(body);
        String form = "must be an amount like 5.00, from 0 to a million";
        Optional<BigDecimal> usd = members.decimal("usdPerDay", CapsResource::isAmount, form);
        if (usd.isEmpty() && members.violations().isEmpty()) {
            members.wrong("usdPerDay", form);
        }
        members.refuseOthers();
        return new Money(usd.filter(right -> members.violations().isEmpty())
                .orElseThrow(() -> Refused.invalid(members.violations())));
    }

    static boolean isAmount(BigDecimal usd) {
        return usd.signum() >= 0 && usd.compareTo(BigDecimal.valueOf(1_000_000)) <= 0 && usd.scale() <= 12;
    }

    /** A cap on what nobody can price would hold nothing. */
    static void priced(PriceTable prices, String field, String model) {
        if (prices.price(model).isEmpty()) {
            throw Refused.invalid(List.of(new Violation(
                    field,
                    "cannot be held: the model " + model + " has no price; give sheaf.cost.prices a table that has"
                            + " one")));
        }
    }
}
