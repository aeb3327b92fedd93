package dev.sheaf.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.access.Caller;
import dev.sheaf.access.Quotas;
import dev.sheaf.ask.Settled;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.Tariff;
import dev.sheaf.online.Batcher;
import dev.sheaf.online.OnlineConfig;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Item;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.mutiny.Multi;
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
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The online lane: items in, answers out. */
@Path("/tasks")
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.ANSWERS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class AnswersResource {
    /** Above this size a body is read and weighed on a worker: counting tokens takes its time. */
    private static final int LARGE = 64 * 1024;

    /** On the methods, beside the tasks' own: a class of its own would answer 404 to a wrong method. */
    private static final String ADDRESS = "/{name}/answers";

    private static final String NDJSON = "application/x-ndjson";

    private final TaskShelf shelf;
    private final Batcher batcher;
    private final Quotas quotas;
    private final PriceTable prices;
    private final BodyLimit limit;
    private final Bodies bodies;
    private final RestConfig limits;
    /** What would never fit the queue is wrong, not early. */
    private final int mostItems;

    AnswersResource(
            TaskShelf shelf,
            Batcher batcher,
            Quotas quotas,
            PriceTable prices,
            BodyLimit limit,
            Bodies bodies,
            RestConfig limits,
            OnlineConfig online) {
        this.mostItems = Math.min(limits.maxItems(), online.queueItems());
        this.shelf = shelf;
        this.batcher = batcher;
        this.quotas = quotas;
        this.prices = prices;
        this.limit = limit;
        this.bodies = bodies;
        this.limits = limits;
    }

    /** A request that has been read. */
    private record Question(Caller caller, Prepared task, List<Item> items) {}

    @POST
    @Path(ADDRESS)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "answer",
            summary = "Answers items",
            description = "Items of different requests share model calls. Answers come in the request's order;"
                    + " with Accept: application/x-ndjson each as soon as it lands, and a last line with the usage.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AnswersView.ItemsDocument.class),
                            examples = {
                                @ExampleObject(name = "items", value = ApiDocument.ITEMS),
                                @ExampleObject(name = "text", value = ApiDocument.TEXT)
                            }))
    @APIResponse(
            responseCode = "200",
            description = "The answers",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = AnswersView.Document.class)),
                @Content(mediaType = NDJSON, schema = @Schema(implementation = AnswersView.LineDocument.class))
            })
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "406", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "429", ref = ApiDocument.LATER)
    @APIResponse(responseCode = "503", ref = ApiDocument.LATER)
    public Uni<ObjectNode> answers(
            @RestPath String name,
            @Parameter(
                            description =
                                    "How long the caller waits: seconds, or an ISO 8601 duration. What is open then"
                                            + " gets the reason deadline_exceeded.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            examples = {"30", "PT1M30S"}))
                    @RestHeader("X-Request-Timeout")
                    @Nullable
                    String timeout,
            @Context RoutingContext http) {
        var patience = Patience.of(timeout, limits);
        return question(name, http).chain(question -> batcher.answers(question.task, question.items, patience)
                .onFailure()
                .invoke(refused -> giveBack(question))
                .invoke(settled -> settled.forEach(one -> charge(question, one)))
                .map(settled -> AnswersView.of(question.task.task(), question.items, settled)));
    }

    @POST
    @Path(ADDRESS)
    @Produces(NDJSON)
    @Operation(hidden = true)
    public Multi<ObjectNode> stream(
            @RestPath String name,
            @RestHeader("X-Request-Timeout") @Nullable String timeout,
            @Context RoutingContext http) {
        var patience = Patience.of(timeout, limits);
        return question(name, http).onItem().transformToMulti(question -> {
            var bill = new AnswersView.Bill();
            Multi<ObjectNode> answers = batcher.stream(question.task, question.items, patience)
                    .onFailure()
                    .invoke(refused -> giveBack(question))
                    .invoke(bill::add)
                    .invoke(settled -> charge(question, settled))
                    .map(settled -> AnswersView.answer(question.task.task(), question.items, settled));
            Uni<ObjectNode> summary = Uni.createFrom().item(() -> AnswersView.summary(question.task.task(), bill));
            return Multi.createBy().concatenating().streams(answers, summary.toMulti());
        });
    }

    private Uni<Question> question(String name, RoutingContext http) {
        return limit.body(http.request())
                .chain(body ->
                        task(name, Entrance.tenant(http)).chain(task -> question(Entrance.caller(http), task, body)))
                .invoke(question -> quotas.take(question.caller, question.items.size()));
    }

    private Uni<Prepared> task(String name, String tenant) {
        return shelf.find(tenant, name).map(found -> found.orElseThrow(() -> Refused.unknownTask(name)));
    }

    private Uni<Question> question(Caller caller, Prepared task, Buffer body) {
        Uni<Question> question = Uni.createFrom().item(() -> read(caller, task, body));
        return body.length() < LARGE ? question : question.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** The batcher refuses all or nothing. */
    private void giveBack(Question question) {
        quotas.giveBack(question.caller, question.items.size());
    }

    private void charge(Question question, Settled settled) {
        TaskDefinition definition = question.task.task().definition();
        quotas.spent(question.caller, prices.cost(definition.model(), settled.usage(), Tariff.of(definition)));
    }

    private Question read(Caller caller, Prepared task, Buffer body) {
        return new Question(
                caller, task, new ItemsReader(limits, mostItems, task.task().definition()).read(bodies.read(body)));
    }
}
