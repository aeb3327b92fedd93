package dev.sheaf.rest;

import dev.sheaf.bulk.Ingest;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.cost.Money;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
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

/** What shall become of a job. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.JOBS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class JobCommandsResource {
    private final JobStore jobs;
    private final OwnJobs own;
    private final Ingest ingest;

    JobCommandsResource(JobStore jobs, OwnJobs own, Ingest ingest) {
        this.jobs = jobs;
        this.ingest = ingest;
        this.own = own;
    }

    @POST
    @Path("/{id}/cancel")
    @Operation(
            operationId = "cancelJob",
            summary = "Ends a job",
            description = "Nothing new is bought; what was bought comes in and is kept. Until then the job is"
                    + " cancelling.")
    @APIResponse(
            responseCode = "200",
            description = "The job, which ends or has ended so",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    public Uni<JobView> cancel(@RestPath String id, @Context RoutingContext http) {
        return change(http, id, jobs::cancel, job -> job.state() == JobState.CANCELLED, "cancelled")
                .invoke(cancelled -> ingest.giveUp(id));
    }

    @POST
    @Path("/{id}/pause")
    @Operation(operationId = "pauseJob", summary = "Buys nothing new for a job until it is resumed")
    @APIResponse(
            responseCode = "200",
            description = "The job, which waits",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    public Uni<JobView> pause(@RestPath String id, @Context RoutingContext http) {
        return change(http, id, jobs::pause, job -> job.state() == JobState.PAUSED, "paused");
    }

    @POST
    @Path("/{id}/resume")
    @Operation(
            operationId = "resumeJob",
            summary = "Goes on with a job that is paused",
            description = "With cap also says what it may spend in all from now on, whether it is paused or not.")
    @APIResponse(
            responseCode = "200",
            description = "The job, which runs",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    public Uni<JobView> resume(
            @RestPath String id,
            @RestQuery
                    @Parameter(
                            description = "US dollars that it may spend in all, what was spent included.",
                            schema = @Schema(type = SchemaType.NUMBER, examples = "10.00"))
                    @Nullable
                    String cap,
            @Context RoutingContext http) {
        List<Violation> violations = new ArrayList<>();
        Money most = JobParameters.money(cap, violations);
        if (!violations.isEmpty()) {
            throw Refused.invalid(violations);
        }
        return (most == null ? Uni.createFrom().voidItem() : own.find(http, id).chain(job -> jobs.cap(job, most)))
                .chain(() -> resumed(http, id));
    }

    private Uni<JobView> resumed(RoutingContext http, String id) {
        return change(http, id, jobs::resume, job -> job.state() == JobState.RUNNING && !job.cancelling(), "resumed");
    }

    @POST
    @Path("/{id}/retry")
    @Operation(
            operationId = "retryJob",
            summary = "Asks again for what has a reason instead of an answer",
            description = "Rows of the file that could not be asked about keep their reasons.")
    @APIResponse(
            responseCode = "200",
            description = "How many items are asked again; where there are any, the job runs",
            content = @Content(schema = @Schema(implementation = JobView.Retried.class)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    public Uni<JobView.Retried> retry(@RestPath String id, @Context RoutingContext http) {
        return own.whole(http, id)
                .map(JobCommandsResource::retryable)
                .chain(jobs::retry)
                .chain(items -> own.find(http, id).chain(own::view).map(view -> new JobView.Retried(items, view)));
    }

    private static Job retryable(Job job) {
        if (job.state() != JobState.COMPLETED && job.state() != JobState.CANCELLED) {
            throw Refused.wrongState(job, "retried");
        }
        return job;
    }

    /** @param already where nothing was to be changed, since it is as it shall be */
    private Uni<JobView> change(
            RoutingContext http,
            String id,
            BiFunction<String, String, Uni<Boolean>> change,
            Predicate<Job> already,
            String what) {
        return change.apply(Entrance.tenant(http), id)
                .chain(changed -> own.find(http, id).invoke(job -> {
                    if (!changed && !already.test(job)) {
                        throw Refused.wrongState(job, what);
                    }
                }))
                .chain(own::view);
    }
}
