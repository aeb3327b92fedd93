package dev.sheaf.rest;

import dev.sheaf.events.ProviderHook;
import dev.sheaf.events.Seal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the provider tells by itself. It has no key of ours: its signature lets it in. */
@Path("/hooks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.EVENTS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class HooksResource {
    /** Many times what a batch's webhook has. */
    static final long MOST_BYTES = 64 * 1024;

    private final ProviderHook hook;
    private final BodyLimit limit;
    private final Bodies bodies;

    HooksResource(ProviderHook hook, BodyLimit limit, Bodies bodies) {
        this.hook = hook;
        this.limit = limit;
        this.bodies = bodies;
    }

    /** What came of a message. */
    @Schema(name = "Heard", requiredProperties = "effect")
    public record HeardView(
            @Schema(
                    description = "called: the batch's part has its next step now; unknown: nobody waits for the batch;"
                            + " repeated: this message was heard before; ignored: it tells of no batch that has ended.",
                    enumeration = {"called", "unknown", "repeated", "ignored"})
            String effect) {}

    @POST
    @Path("/provider")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "hearProvider",
            summary = "Takes the provider's webhooks",
            description =
                    "Signed by Standard Webhooks with a secret of sheaf.events.provider-secrets, in the place of a"
                            + " key. Without such a secret it is not there. A message counts once.")
    @SecurityRequirements
    @Parameter(name = Seal.ID, in = ParameterIn.HEADER, required = true, schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = Seal.TIMESTAMP,
            in = ParameterIn.HEADER,
            required = true,
            description = "Seconds since 1970, at most five minutes away.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = Seal.SIGNATURE,
            in = ParameterIn.HEADER,
            required = true,
            description = "v1, and the base64 of HMAC-SHA256 over id.timestamp.body; several with blanks between.",
            schema = @Schema(type = SchemaType.STRING))
    @RequestBody(
            required = true,
            description = "An object with type and data.id, as the provider sends it.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "It was heard",
            content = @Content(schema = @Schema(implementation = HeardView.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "401", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    public Uni<HeardView> heard(@Context RoutingContext http) {
        if (!hook.isThere()) {
            throw new Refused(
                    ProblemKind.NOT_FOUND,
                    "No webhooks are taken: sheaf.events.provider-secrets has no secret to hold them to.",
                    List.of());
        }
        return limit.body(http.request(), MOST_BYTES).chain(body -> heard(http.request(), body));
    }

    private Uni<HeardView> heard(HttpServerRequest request, Buffer body) {
        Seal.Message message = new Seal.Message(
                header(request, Seal.ID),
                header(request, Seal.TIMESTAMP),
                header(request, Seal.SIGNATURE),
                body.getBytes());
        hook.fault(message).ifPresent(why -> {
            throw new Refused(ProblemKind.UNAUTHENTICATED, why, List.of());
        });
        return hook.heard(message.id(), bodies.read(body)).map(HeardView::new);
    }

    private static String header(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }
}
