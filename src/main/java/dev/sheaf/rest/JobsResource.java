package dev.sheaf.rest;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
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
import org.jspecify.annotations.Nullable;

/** What became of files. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.JOBS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class JobsResource {
    private final JobStore jobs;
    private final OwnJobs own;

    JobsResource(JobStore jobs, OwnJobs own) {
        this.jobs = jobs;
        this.own = own;
    }

    @GET
    @Operation(operationId = "listJobs", summary = "Jobs, newest first, without their parts and costs")
    @APIResponse(
            responseCode = "200",
            description = "Some of the jobs",
            content = @Content(schema = @Schema(implementation = JobView.Listing.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    public Uni<JobView.Listing> list(
            @RestQuery
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {
                                                "ingesting",
                                                "running",
                                                "paused",
                                                "completed",
                                                "failed",
                                                "cancelled"
                                            }))
                    @Nullable
                    String state,
            @BeanParam PageParameters page,
            @Context RoutingContext http) {
        int most = page.wanted();
        JobState wanted = state == null
                ? null
                : JobState.of(state)
                        .orElseThrow(() -> Refused.invalid(
                                List.of(new Violation("state", "must be a state of a job, like running"))));
        return jobs.list(Entrance.tenant(http), wanted, page.after, most)
                .map(found -> listing(page.of(found, Job::id)));
    }

    private static JobView.Listing listing(PageParameters.Page<Job> page) {
        return new JobView.Listing(page.entries().stream().map(JobView::of).toList(), page.next());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getJob", summary = "A job with its parts, its cost and when it is likely to end")
    @APIResponse(
            responseCode = "200",
            description = "The job",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    public Uni<JobView> get(@RestPath String id, @Context RoutingContext http) {
        return own.find(http, id).chain(own::view);
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteJob", summary = "Deletes a job that is over, with its rows and answers")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    public Uni<Void> delete(@RestPath String id, @Context RoutingContext http) {
        return own.find(http, id)
                .chain(job -> jobs.delete(job).invoke(gone -> {
                    if (!gone) {
                        throw Refused.wrongState(job, "deleted");
                    }
                }))
                .replaceWithVoid();
    }

    @GET
    @Path("/{id}/items/{item}")
    @Operation(
            operationId = "getJobItem",
            summary = "Why an item has its answer",
            description = "By the id that the file gives it, or its number. All requests in which it stood, with those"
                    + " that it stood beside.")
    @APIResponse(
            responseCode = "200",
            description = "The item's story",
            content = @Content(schema = @Schema(implementation = StoryView.class)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "410", ref = ApiDocument.PROBLEM)
    public Uni<StoryView> item(@RestPath String id, @RestPath String item, @Context RoutingContext http) {
        return own.whole(http, id).chain(job -> jobs.story(job, item)).map(story -> story.map(StoryView::of)
                .orElseThrow(() ->
                        new Refused(ProblemKind.UNKNOWN_ITEM, "The job has no item \"" + item + "\".", List.of())));
    }
}
