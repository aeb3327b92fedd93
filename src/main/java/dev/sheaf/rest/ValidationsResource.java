package dev.sheaf.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.RequestFileCheck;
import dev.sheaf.cost.PriceTable;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Request files for the provider's batches, checked before they are uploaded. */
@Path("/validations")
@Tag(name = ApiDocument.JOBS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class ValidationsResource {
    private static final String NDJSON = "application/x-ndjson";
    private static final String JSONL = "application/jsonl";

    private final LongBodies bodies;
    private final PriceTable prices;

    ValidationsResource(LongBodies bodies, PriceTable prices) {
        this.bodies = bodies;
        this.prices = prices;
    }

    @POST
    @Consumes({NDJSON, JSONL})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "validate",
            summary = "Checks a request file",
            description = "Line by line as the provider's Batch API would, with its error codes. The file is read as it"
                    + " comes, up to the provider's bound of 200 MB; one that is larger has the error file_too_large.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = NDJSON, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = JSONL, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(
            responseCode = "200",
            description = "What was found; errors in the file are no problem of the request",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ValidationView.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "406", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    public Uni<ObjectNode> validate(@Context RoutingContext http) {
        RequestFileCheck check = new RequestFileCheck(prices);
        return bodies.read(http, piece -> feed(check, piece))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(read -> check.end().json());
    }

    private static void feed(RequestFileCheck check, Buffer piece) {
        check.feed(piece.getBytes(), 0, piece.length());
    }
}
