package dev.sheaf.rest;

import dev.sheaf.access.Caller;
import dev.sheaf.access.TenantData;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** All that is kept of a tenant: to be taken along, or to be forgotten. For its administrators, and for the operator. */
@Path("/tenants/{tenant}")
@Tag(name = ApiDocument.KEYS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class TenantsResource {
    private final TenantData data;

    TenantsResource(TenantData data) {
        this.data = data;
    }

    /** What went. */
    @Schema(
            name = "Erased",
            requiredProperties = {"tenant", "rows"})
    record Erased(
            String tenant,

            @Schema(description = "How many rows went, by tables.")
            Map<String, Long> rows) {}

    @GET
    @Path("/export")
    @Produces(UploadResource.NDJSON)
    @Operation(
            operationId = "exportTenant",
            summary = "All that is kept of a tenant",
            description =
                    "JSON lines with table and row; the last one has end and the number of rows, so that a file that"
                            + " was cut is seen.")
    @APIResponse(
            responseCode = "200",
            description = "The lines",
            content = @Content(mediaType = UploadResource.NDJSON, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    public RestResponse<ByteStream> export(@RestPath String tenant, @Context RoutingContext http) {
        checkOwn(tenant, http);
        AtomicLong rows = new AtomicLong();
        Multi<String> end = Multi.createFrom().item(() -> "{\"end\":true,\"rows\":" + rows.get() + "}");
        Multi<byte[]> lines = Multi.createBy()
                .concatenating()
                .streams(data.export(tenant).invoke(rows::incrementAndGet), end)
                .map(line -> (line + "\n").getBytes(StandardCharsets.UTF_8));
        return ResponseBuilder.ok(new ByteStream(lines))
                .type(UploadResource.NDJSON)
                .build();
    }

    @DELETE
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "eraseTenant",
            summary = "Takes all away that is kept of a tenant",
            description = "Sums of money by days stay, without names of tasks; its keys open nothing any more. It ends"
                    + " complete where it is asked for again after it broke off.")
    @APIResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(schema = @Schema(implementation = Erased.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    public Uni<Erased> erase(
            @RestPath String tenant,
            @RestQuery
                    @Parameter(
                            description =
                                    "true: also where jobs or batches are not over. What the provider works on then is"
                                            + " paid for all the same.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @Nullable
                    String force,
            @Context RoutingContext http) {
        checkOwn(tenant, http);
        return data.erase(tenant, JobStreamsResource.isTrue("force", force == null ? "false" : force))
                .map(rows -> new Erased(tenant, rows));
    }

    private static void checkOwn(String tenant, RoutingContext http) {
        Caller caller = Entrance.caller(http);
        if (!caller.isOperator() && !caller.tenant().equals(tenant)) {
            throw new Refused(ProblemKind.UNKNOWN_TENANT, "There is no tenant \"" + tenant + "\".", List.of());
        }
    }
}
