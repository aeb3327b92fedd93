package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.access.Caller;
import dev.sheaf.events.CloudEvent;
import dev.sheaf.events.EventsConfig;
import dev.sheaf.events.Post;
import dev.sheaf.events.Ticks;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** What others tell by CloudEvents. */
@Path("/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.EVENTS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class EventsResource {
    private final Ticks ticks;
    private final EventJobs jobs;
    private final EventsConfig config;
    private final Post post;
    private final BodyLimit limit;
    private final Bodies bodies;

    EventsResource(Ticks ticks, EventJobs jobs, EventsConfig config, Post post, BodyLimit limit, Bodies bodies) {
        this.ticks = ticks;
        this.jobs = jobs;
        this.config = config;
        this.post = post;
        this.limit = limit;
        this.bodies = bodies;
    }

    @POST
    @Consumes({CloudEvent.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "takeEvent",
            summary = "Takes a CloudEvent",
            description = "By CloudEvents 1.0 over HTTP, in one piece or with its attributes as headers; not several at"
                    + " once. dev.sheaf.tick (and dev.knative.sources.ping) works on what is due, and is answered when"
                    + " that is done, or after sheaf.events.tick. dev.sheaf.job.requested makes a job, and is answered"
                    + " when its rows are read; the same event again gives the same job, or none where"
                    + " that was deleted.")
    @Parameter(
            name = "ce-type",
            in = ParameterIn.HEADER,
            description = "Of an event whose attributes are headers; so are ce-id, ce-source and ce-specversion.",
            schema = @Schema(type = SchemaType.STRING))
    @RequestBody(
            required = true,
            description = "The event, or the data of one whose attributes are headers.",
            content = {
                @Content(
                        mediaType = CloudEvent.MEDIA_TYPE,
                        schema = @Schema(type = SchemaType.OBJECT),
                        examples = @ExampleObject(name = "job", value = ApiDocument.EVENT)),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
            })
    @APIResponse(
            responseCode = "200",
            description = "What a tick did, or the job that the event made before",
            content = @Content(schema = @Schema(oneOf = {TickView.class, JobView.class})))
    @APIResponse(
            responseCode = "201",
            description = "A new job",
            headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "204", description = "The event made a job before, which was deleted since")
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "429", ref = ApiDocument.LATER)
    @APIResponse(responseCode = "502", ref = ApiDocument.PROBLEM)
    public Uni<RestResponse<Object>> take(@Context RoutingContext http) {
        Caller caller = Entrance.caller(http);
        return limit.body(http.request())
                .map(body -> event(http.request(), body))
                .chain(event -> take(caller, event));
    }

    private CloudEvent event(HttpServerRequest request, Buffer body) {
        List<Violation> violations = new ArrayList<>();
        Optional<CloudEvent> event = isStructured(request.getHeader(HttpHeaders.CONTENT_TYPE))
                ? CloudEvent.structured(bodies.read(body), violations)
                : CloudEvent.binary(request::getHeader, data(body), violations);
        return event.orElseThrow(() -> Refused.invalid(violations));
    }

    private static boolean isStructured(@Nullable String type) {
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(CloudEvent.MEDIA_TYPE);
    }

    private Optional<JsonNode> data(Buffer body) {
        return body.length() == 0 ? Optional.empty() : Optional.of(bodies.read(body));
    }

    private Uni<RestResponse<Object>> take(Caller caller, CloudEvent event) {
        if (event.isTick()) {
            post.in(CloudEvent.TICK, "done");
            return ticks.work(config.tick()).map(done -> RestResponse.ok((Object) TickView.of(done)));
        }
        if (!event.type().equals(CloudEvent.JOB_REQUESTED)) {
            throw Refused.invalid(List.of(new Violation(
                    "type",
                    "must be " + CloudEvent.TICK + ", " + CloudEvent.PING + " or " + CloudEvent.JOB_REQUESTED)));
        }
        return jobs.make(caller, event)
                .invoke(made -> post.in(CloudEvent.JOB_REQUESTED, made.created() ? "created" : "repeated"))
                .map(made -> ResponseBuilder.create(
                                made.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                                (Object) JobView.of(made.job()))
                        .header(HttpHeaders.LOCATION, "/jobs/" + made.job().id())
                        .build())
                .onFailure(EventJobs.Deleted.class)
                .recoverWithItem(deleted -> {
                    post.in(CloudEvent.JOB_REQUESTED, "repeated");
                    return RestResponse.noContent();
                });
    }
}
