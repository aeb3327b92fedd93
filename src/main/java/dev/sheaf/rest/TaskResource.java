package dev.sheaf.rest;

import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.TaskIntake;
import dev.sheaf.quality.SizeGovernor;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskDefinition;
import dev.sheaf.task.TaskName;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** What is asked of items. */
@Path("/tasks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.TASKS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class TaskResource {
    private final TaskCatalog catalog;
    private final TaskIntake intake;
    private final TaskShelf shelf;
    private final BodyLimit limit;
    private final Bodies bodies;
    private final SizeGovernor governor;

    public TaskResource(
            TaskCatalog catalog,
            TaskIntake intake,
            TaskShelf shelf,
            BodyLimit limit,
            Bodies bodies,
            SizeGovernor governor) {
        this.catalog = catalog;
        this.intake = intake;
        this.shelf = shelf;
        this.limit = limit;
        this.bodies = bodies;
        this.governor = governor;
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putTask",
            summary = "Makes a definition the task's current version",
            description =
                    "Versions are immutable and addressed by their content: the same definition again is the same version.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DefinitionSchema.class),
                            examples = {
                                @ExampleObject(name = "labels", value = ApiDocument.DEFINITION),
                                @ExampleObject(name = "fields", value = ApiDocument.FIELDS)
                            }))
    @APIResponse(
            responseCode = "200",
            description = "A version of a known task",
            content = @Content(schema = @Schema(implementation = TaskView.class)))
    @APIResponse(
            responseCode = "201",
            description = "A new task",
            content = @Content(schema = @Schema(implementation = TaskView.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    public Uni<RestResponse<TaskView>> put(
            @RestPath @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = TaskName.PATTERN)) String name,
            @Context RoutingContext http) {
        return limit.body(http.request())
                .chain(body -> read(name, body))
                .chain(definition -> catalog.put(Entrance.tenant(http), name, definition))
                .invoke(() -> shelf.forget(Entrance.tenant(http), name))
                .chain(put -> view(put.task())
                        .map(view -> RestResponse.status(
                                put.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, view)));
    }

    @GET
    @Operation(operationId = "listTasks", summary = "All tasks, by name")
    @APIResponse(
            responseCode = "200",
            description = "The tasks in their current versions",
            content = @Content(schema = @Schema(implementation = TaskView.Listing.class)))
    public Uni<TaskView.Listing> list(@Context RoutingContext http) {
        return catalog.list(Entrance.tenant(http))
                .map(tasks -> new TaskView.Listing(
                        tasks.stream().map(TaskView.Summary::of).toList()));
    }

    @GET
    @Path("/{name}")
    @Operation(operationId = "getTask", summary = "A task with its versions")
    @APIResponse(
            responseCode = "200",
            description = "The task",
            content = @Content(schema = @Schema(implementation = TaskView.class)))
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    public Uni<TaskView> get(@RestPath String name, @Context RoutingContext http) {
        return catalog.find(Entrance.tenant(http), name)
                .map(task -> task.orElseThrow(() -> Refused.unknownTask(name)))
                .chain(this::view);
    }

    @DELETE
    @Path("/{name}")
    @Operation(operationId = "deleteTask", summary = "Forgets a task's name; its versions stay for what refers to them")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    public Uni<Void> delete(@RestPath String name, @Context RoutingContext http) {
        return catalog.delete(Entrance.tenant(http), name)
                .invoke(() -> shelf.forget(Entrance.tenant(http), name))
                .onItem()
                .transformToUni(gone ->
                        gone ? Uni.createFrom().voidItem() : Uni.createFrom().failure(Refused.unknownTask(name)));
    }

    private Uni<TaskView> view(Task task) {
        return catalog.versions(task.tenant(), task.name())
                .chain(versions -> governor.known(task).map(known -> TaskView.of(task, versions, guard(known))));
    }

    private TaskView.GuardView guard(SizeGovernor.Known known) {
        return TaskView.GuardView.of(known.governed(), known.tokensToday());
    }

    /** Off the event loop, since its tokens are counted; what follows is on the request's own thread again. */
    private Uni<TaskDefinition> read(String name, Buffer body) {
        return Uni.createFrom().completionStage(() -> Vertx.currentContext()
                .executeBlocking(() -> accepted(name, intake.accept(bodies.read(body))), false)
                .toCompletionStage());
    }

    private static TaskDefinition accepted(String name, DefinitionReader.Result result) {
        List<Violation> violations = new ArrayList<>(result.violations());
        if (!TaskName.isValid(name)) {
            violations.add(0, new Violation("name", TaskName.MESSAGE));
        }
        if (!violations.isEmpty()) {
            throw Refused.invalid(violations);
        }
        return result.definition().orElseThrow();
    }
}
