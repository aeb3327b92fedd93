package dev.sheaf.rest;

import dev.sheaf.access.Caller;
import dev.sheaf.access.Quotas;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.quality.AuditOrder;
import dev.sheaf.quality.AuditPage;
import dev.sheaf.quality.AuditRun;
import dev.sheaf.quality.Audits;
import dev.sheaf.task.Item;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** How far packing changes a task's answers. */
@Path("/tasks")
@Tag(name = ApiDocument.AUDITS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class AuditsResource {
    private static final String ADDRESS = "/{name}/audits";
    private static final String ONE = ADDRESS + "/{id}";

    private final TaskCatalog catalog;
    private final Audits audits;
    private final JobStore jobs;
    private final Quotas quotas;
    private final BodyLimit limit;
    private final Bodies bodies;
    private final RestConfig limits;

    AuditsResource(
            TaskCatalog catalog,
            Audits audits,
            JobStore jobs,
            Quotas quotas,
            BodyLimit limit,
            Bodies bodies,
            RestConfig limits) {
        this.catalog = catalog;
        this.audits = audits;
        this.jobs = jobs;
        this.quotas = quotas;
        this.limit = limit;
        this.bodies = bodies;
        this.limits = limits;
    }

    private record Ordered(Task task, AuditOrder order, boolean estimateOnly) {}

    @POST
    @Path(ADDRESS)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "audit",
            summary = "Asks the same items alone and packed, and compares",
            description =
                    "Every item is asked alone twice and packed at each size, in shuffled order, behind everything"
                            + " else. It costs what its calls cost; estimateOnly says how much that is likely to be.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AuditView.OrderDocument.class),
                            examples = @ExampleObject(name = "items", value = ApiDocument.AUDIT)))
    @APIResponse(
            responseCode = "200",
            description = "What it is likely to cost; nothing was begun",
            content = @Content(schema = @Schema(implementation = AuditView.Estimate.class)))
    @APIResponse(
            responseCode = "202",
            description = "The audit has begun; Location is where it is looked at",
            content = @Content(schema = @Schema(implementation = AuditView.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "429", ref = ApiDocument.LATER)
    public Uni<RestResponse<Object>> begin(@RestPath String name, @Context RoutingContext http) {
        return limit.body(http.request())
                .chain(body -> task(http, name).chain(task -> ordered(task, body)))
                .chain(ordered -> ordered.estimateOnly ? estimated(ordered) : begun(Entrance.caller(http), ordered));
    }

    private Uni<RestResponse<Object>> estimated(Ordered ordered) {
        return audits.estimate(ordered.task, ordered.order)
                .map(estimate -> RestResponse.ok(AuditView.estimate(ordered.order, estimate)));
    }

    /** Under the limits of the caller's key it counts for what it is expected to come to. */
    private Uni<RestResponse<Object>> begun(Caller caller, Ordered ordered) {
        long asked = asked(ordered.order);
        quotas.check(caller, asked);
        return audits.begin(ordered.task, ordered.order)
                .invoke(run -> quotas.took(caller, asked))
                .invoke(run -> quotas.spent(caller, run.estimate().cost()))
                .map(run -> RestResponse.ResponseBuilder.<Object>create(RestResponse.Status.ACCEPTED, AuditView.of(run))
                        .header("Location", "/tasks/" + run.task() + "/audits/" + run.id())
                        .build());
    }

    /** Each item alone twice and packed at each size, all of it so often. */
    private static long asked(AuditOrder order) {
        return (long) order.items().size() * (2 + order.sizes().size()) * order.repetitions();
    }

    private Uni<Task> task(RoutingContext http, String name) {
        return catalog.find(Entrance.tenant(http), name).map(task -> task.orElseThrow(() -> Refused.unknownTask(name)));
    }

    private Uni<Ordered> ordered(Task task, Buffer body) {
        return Uni.createFrom()
                .item(() -> {
                    var json = bodies.read(body);
                    return new AuditReader(limits, task.definition(), json).read(json);
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(wish ->
                        items(task, wish).map(items -> new Ordered(task, wish.order(items), wish.estimateOnly())));
    }

    private Uni<List<Item>> items(Task task, AuditReader.Wish wish) {
        return wish.job()
                .map(id -> jobs.find(task.tenant(), id)
                        .map(job -> job.orElseThrow(() -> Refused.unknownJob(id)))
                        .invoke(job -> check(job, task))
                        .chain(job -> jobs.sample(
                                job, wish.sample(), ThreadLocalRandom.current().nextLong()))
                        .invoke(AuditsResource::check))
                .orElseGet(() -> Uni.createFrom().item(wish.given()));
    }

    private static void check(Job job, Task task) {
        if (!job.task().equals(task.name())) {
            throw Refused.invalid(List.of(new Violation("job", "is a job of another task, " + job.task())));
        }
        if (!job.state().isOver()) {
            throw Refused.wrongState(job, "sampled before it is over");
        }
    }

    private static void check(List<Item> sample) {
        if (sample.size() < 2) {
            throw Refused.invalid(List.of(new Violation("job", "has fewer than 2 items that can be asked about")));
        }
    }

    @GET
    @Path(ADDRESS)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "listAudits", summary = "A task's audits, newest first, without their reports")
    @APIResponse(
            responseCode = "200",
            description = "Some of the audits",
            content = @Content(schema = @Schema(implementation = AuditView.Listing.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    public Uni<AuditView.Listing> list(
            @RestPath String name, @BeanParam PageParameters page, @Context RoutingContext http) {
        int most = page.wanted();
        return task(http, name)
                .chain(task -> audits.list(task.tenant(), name, page.after, most))
                .map(found -> listing(page.of(found, AuditRun::id)));
    }

    private static AuditView.Listing listing(PageParameters.Page<AuditRun> page) {
        return new AuditView.Listing(page.entries().stream().map(AuditView::of).toList(), page.next());
    }

    @GET
    @Path(ONE)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "getAudit",
            summary = "An audit, with its report once it is finished",
            description = "With Accept: text/html the report as a page with charts, as at …/report.")
    @APIResponse(
            responseCode = "200",
            description = "The audit",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = AuditView.class)),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    public Uni<AuditView> get(@RestPath String name, @RestPath String id, @Context RoutingContext http) {
        return find(http, name, id).map(AuditView::of);
    }

    @GET
    @Path(ONE)
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Uni<String> page(@RestPath String name, @RestPath String id, @Context RoutingContext http) {
        return report(name, id, http);
    }

    @GET
    @Path(ONE + "/report")
    @Produces(MediaType.TEXT_HTML)
    @Operation(
            operationId = "getAuditReport",
            summary = "An audit's report as a page that needs nothing else",
            description = "No scripts, fonts or pictures from elsewhere; light or dark as the reader's system is.")
    @APIResponse(
            responseCode = "200",
            description = "The page",
            content = @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    public Uni<String> report(@RestPath String name, @RestPath String id, @Context RoutingContext http) {
        return find(http, name, id).map(run -> {
            if (run.report() == null) {
                throw new Refused(
                        ProblemKind.WRONG_STATE,
                        "The audit is " + run.state().word() + " and has no report.",
                        List.of());
            }
            return AuditPage.of(run);
        });
    }

    private Uni<AuditRun> find(RoutingContext http, String name, String id) {
        return audits.find(Entrance.tenant(http), name, id)
                .map(run -> run.orElseThrow(() ->
                        new Refused(ProblemKind.UNKNOWN_AUDIT, "The task has no audit \"" + id + "\".", List.of())));
    }
}
