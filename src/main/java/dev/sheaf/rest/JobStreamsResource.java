package dev.sheaf.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.rows.Guard;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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

/** Answers out, and news on the way. */
@Path("/jobs")
@Tag(name = ApiDocument.JOBS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class JobStreamsResource {
    private final JobStore jobs;
    private final OwnJobs own;
    private final TaskCatalog tasks;
    private final JobWatch watch;
    private final ObjectMapper json;

    JobStreamsResource(JobStore jobs, OwnJobs own, TaskCatalog tasks, JobWatch watch, ObjectMapper json) {
        this.jobs = jobs;
        this.own = own;
        this.tasks = tasks;
        this.watch = watch;
        this.json = json;
    }

    @GET
    @Path("/{id}/answers")
    @Produces(UploadResource.CSV)
    @Operation(
            operationId = "getJobAnswers",
            summary = "A job's rows with their answers, in the order of its file",
            description = "CSV with the caller's columns and those of the answers, where the file came as CSV; or JSON"
                    + " lines with a member answer. Begins while the job still runs, and waits for what is open. Packed"
                    + " where Accept-Encoding lets it be gzip.")
    @APIResponse(
            responseCode = "200",
            description = "The file",
            content = {
                @Content(mediaType = UploadResource.CSV, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = UploadResource.NDJSON, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "406", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "410", ref = ApiDocument.PROBLEM)
    public Uni<RestResponse<ByteStream>> answers(
            @RestPath String id,
            @RestQuery("wait")
                    @Parameter(
                            description = "false: ends at once with what is there; open rows have the code open.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "true"))
                    @Nullable
                    String wait,
            @RestQuery
                    @Parameter(
                            description = "Of CSV. false: cells that a spreadsheet would run as a formula (they begin"
                                    + " with = + - @, a tab or a return) stay as they are, without an apostrophe"
                                    + " before them.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "true"))
                    @Nullable
                    String guard,
            @Context HttpHeaders headers,
            @Context RoutingContext http) {
        boolean waits = isTrue("wait", wait);
        Guard guarded = isTrue("guard", guard) ? Guard.EVERY_CELL : Guard.NONE;
        return own.whole(http, id).chain(job -> {
            if (Verbatim.of(job).isPresent()) {
                throw Refused.ofBatch(job);
            }
            boolean csv = isCsv(job, headers.getAcceptableMediaTypes());
            var form = new AnswersFile.Form(csv, guarded, letsGzip(headers));
            return task(job).map(task -> reply(job, task, form, waits));
        });
    }

    /** A method with two media types would find no writer; what the reply is, is decided by the job. */
    @GET
    @Path("/{id}/answers")
    @Produces(UploadResource.NDJSON)
    @Operation(hidden = true)
    public Uni<RestResponse<ByteStream>> lines(
            @RestPath String id,
            @RestQuery("wait") @Nullable String wait,
            @RestQuery @Nullable String guard,
            @Context HttpHeaders headers,
            @Context RoutingContext http) {
        return answers(id, wait, guard, headers, http);
    }

    private RestResponse<ByteStream> reply(Job job, Task task, AnswersFile.Form form, boolean waits) {
        AnswersFile file = new AnswersFile(job, task.definition(), form);
        var stream = new ByteStream(new AnswersStream(jobs, watch, job, file, waits).bytes());
        ResponseBuilder<ByteStream> reply = ResponseBuilder.ok(stream)
                .type(form.csv() ? UploadResource.CSV + ";charset=UTF-8" : UploadResource.NDJSON)
                .header(HttpHeaders.VARY, "Accept, Accept-Encoding");
        return (form.gzip() ? reply.header(HttpHeaders.CONTENT_ENCODING, "gzip") : reply).build();
    }

    private Uni<Task> task(Job job) {
        return tasks.version(job.tenant(), job.task(), job.version())
                .map(task -> task.orElseThrow(() -> new IllegalStateException(
                        "the version " + job.version() + " of the job " + job.id() + " is missing")));
    }

    static boolean isTrue(String name, @Nullable String said) {
        if (said != null && !said.equals("true") && !said.equals("false")) {
            throw Refused.invalid(List.of(new Violation(name, "must be true or false")));
        }
        return said == null || said.equals("true");
    }

    /** The first that is accepted and can be given; as the file came where all are the same to the caller. */
    private static boolean isCsv(Job job, List<MediaType> accepted) {
        MediaType csv = MediaType.valueOf(UploadResource.CSV);
        MediaType ndjson = MediaType.valueOf(UploadResource.NDJSON);
        for (MediaType type : accepted) {
            boolean takesCsv = type.isCompatible(csv) && job.file().isCsv();
            boolean takesNdjson = type.isCompatible(ndjson);
            if (takesCsv || takesNdjson) {
                return takesCsv;
            }
        }
        throw new Refused(
                ProblemKind.NOT_ACCEPTABLE,
                "The file came as JSON lines, which each may have other members: accept application/x-ndjson.",
                List.of());
    }

    private static boolean letsGzip(HttpHeaders headers) {
        String accepted = headers.getHeaderString(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null
                && accepted.matches(
                        "(?i)(.*,)?\\s*(gzip|x-gzip|\\*)\\s*(;\\s*q=(1(\\.0*)?|0\\.0*[1-9]\\d*)\\s*)?(,.*)?");
    }

    @GET
    @Path("/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "watchJob",
            summary = "A job's state and counts as they change",
            description = "Server-sent events called job, each with the job, without parts and cost, as data: the first"
                    + " at once, the last when the job is over.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "406", ref = ApiDocument.PROBLEM)
    public Uni<RestResponse<ByteStream>> events(@RestPath String id, @Context RoutingContext http) {
        return own.find(http, id).map(job -> ResponseBuilder.ok(new ByteStream(new JobEvents(watch, json, job).bytes()))
                .type(MediaType.SERVER_SENT_EVENTS)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build());
    }
}
