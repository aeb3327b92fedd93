package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.Appraisal;
import dev.sheaf.bulk.IngestConfig;
import dev.sheaf.cost.Estimate;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** What items will cost, before anything is bought. */
@Path("/estimates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.COSTS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class EstimatesResource {
    private static final String JSONL = "application/jsonl";

    private final Appraisal appraisal;
    private final TaskShelf shelf;
    private final IngestConfig config;
    private final RestConfig limits;
    private final BodyLimit limit;
    private final Bodies bodies;

    EstimatesResource(
            Appraisal appraisal,
            TaskShelf shelf,
            IngestConfig config,
            RestConfig limits,
            BodyLimit limit,
            Bodies bodies) {
        this.appraisal = appraisal;
        this.shelf = shelf;
        this.config = config;
        this.limits = limits;
        this.limit = limit;
        this.bodies = bodies;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "estimate",
            summary = "Says what items will cost",
            description = "In every way in which they can be asked; nothing is bought and nothing is kept. Items as for"
                    + " answers, or a file as for a job.")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = EstimateView.Request.class)),
                @Content(mediaType = UploadResource.CSV, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = UploadResource.NDJSON, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(
            responseCode = "200",
            description = "The estimate",
            content = @Content(schema = @Schema(implementation = EstimateView.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "429", ref = ApiDocument.LATER)
    public Uni<ObjectNode> items(@BeanParam EstimateParameters parameters, @Context RoutingContext http) {
        return limit.body(http.request())
                .map(bodies::read)
                .chain(body -> task(named(body), Entrance.tenant(http)).chain(task -> estimate(task, body)))
                .map(Estimate::json);
    }

    @POST
    @Consumes({UploadResource.CSV, UploadResource.NDJSON, JSONL})
    @Operation(hidden = true)
    public Uni<ObjectNode> file(
            @BeanParam EstimateParameters parameters,
            @RestHeader(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
            @Context HttpHeaders headers,
            @Context RoutingContext http) {
        BodyStream body = BodyStream.of(http, config.idle(), limits.maxUpload());
        return Uni.createFrom()
                .deferred(() -> {
                    var said = parameters.read(UploadResource.format(headers.getMediaType()), http);
                    InputStream file = Unpacked.of(body, encoding, limits.maxUpload());
                    return task(said.task(), Entrance.tenant(http))
                            .chain(task -> appraisal.of(task, file, said.file(), said.exactly()));
                })
                .onTermination()
                .invoke(body::close)
                .map(Estimate::json);
    }

    private static String named(JsonNode body) {
        String name = body.path("task").asText("").strip();
        if (name.isEmpty()) {
            throw Refused.invalid(List.of(new Violation("task", "is required")));
        }
        return name;
    }

    private Uni<Estimate> estimate(Prepared task, JsonNode body) {
        ObjectNode items = body.deepCopy();
        items.remove("task");
        return appraisal.of(
                task, new ItemsReader(limits, limits.maxItems(), task.task().definition()).read(items));
    }

    private Uni<Prepared> task(String name, String tenant) {
        return shelf.find(tenant, name).map(found -> found.orElseThrow(() -> Refused.unknownTask(name)));
    }
}
