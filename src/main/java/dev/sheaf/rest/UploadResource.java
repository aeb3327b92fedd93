package dev.sheaf.rest;

import dev.sheaf.access.Caller;
import dev.sheaf.access.Quotas;
import dev.sheaf.bulk.Customer;
import dev.sheaf.bulk.Ingest;
import dev.sheaf.bulk.IngestConfig;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.TooManyRows;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.events.Callbacks;
import dev.sheaf.online.TaskShelf;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Files in. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = ApiDocument.JOBS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class UploadResource {
    static final String CSV = "text/csv";
    static final String NDJSON = "application/x-ndjson";
    private static final String JSONL = "application/jsonl";

    private final Ingest ingest;
    private final TaskShelf shelf;
    private final Quotas quotas;
    private final IngestConfig config;
    private final RestConfig limits;
    private final PriceTable prices;
    private final Callbacks callbacks;

    UploadResource(
            Ingest ingest,
            TaskShelf shelf,
            Quotas quotas,
            IngestConfig config,
            RestConfig limits,
            PriceTable prices,
            Callbacks callbacks) {
        this.quotas = quotas;
        this.callbacks = callbacks;
        this.prices = prices;
        this.ingest = ingest;
        this.shelf = shelf;
        this.config = config;
        this.limits = limits;
    }

    @POST
    @Consumes({CSV, NDJSON, JSONL})
    @Operation(
            operationId = "makeJob",
            summary = "Makes a job of a file",
            description = "Answers when the file is read to its end. The job runs then; or it has failed already, since"
                    + " more of its rows than allowed cannot be asked about, and nothing is paid. Content-Encoding:"
                    + " gzip is read.")
    @RequestBody(
            required = true,
            description = "CSV with a header by RFC 4180, or a JSON object a line, in UTF-8.",
            content = {
                @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = NDJSON, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(
            responseCode = "200",
            description = "The job that the key belongs to",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(
            responseCode = "201",
            description = "A new job",
            headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "404", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "409", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "413", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "415", ref = ApiDocument.PROBLEM)
    @APIResponse(responseCode = "429", ref = ApiDocument.LATER)
    @APIResponse(responseCode = "503", ref = ApiDocument.LATER)
    public Uni<RestResponse<JobView>> make(
            @BeanParam JobParameters parameters,
            @RestHeader(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
            @jakarta.ws.rs.core.Context HttpHeaders headers,
            @jakarta.ws.rs.core.Context RoutingContext http) {
        Caller caller = Entrance.caller(http);
        BodyStream body = BodyStream.of(http, config.idle(), limits.maxUpload());
        return Uni.createFrom()
                .deferred(() -> {
                    var said = parameters.read(format(headers.getMediaType()), callbacks, http);
                    InputStream file = Unpacked.of(body, encoding, limits.maxUpload());
                    return body.isAwaited() ? submitUnlessKnown(caller, said, file) : submit(caller, said, file);
                })
                .onFailure(TooManyRows.class)
                .transform(tooMany -> quotas.tooMany(caller))
                .onTermination()
                .invoke(body::close)
                .map(UploadResource::reply);
    }

    /** The sender waits to be told whether the file is wanted at all. */
    private Uni<Ingest.Submitted> submitUnlessKnown(Caller caller, JobParameters.Said said, InputStream body) {
        Executor loop = loop(Vertx.currentContext());
        return ingest.known(said.order(), said.task()).emitOn(loop).chain(known -> known.map(Uni.createFrom()::item)
                .orElseGet(() -> submit(caller, said, body)));
    }

    private Uni<Ingest.Submitted> submit(Caller caller, JobParameters.Said said, InputStream body) {
        quotas.checkMoney(caller);
        Customer customer = new Customer(caller.key(), quotas.itemsLeft(caller));
        Executor loop = loop(Vertx.currentContext());
        return shelf.find(said.order().tenant(), said.task())
                .map(task -> task.orElseThrow(() -> Refused.unknownTask(said.task())))
                .invoke(task -> {
                    if (said.order().cap() != null) {
                        CapsResource.priced(
                                prices, "cap", task.task().definition().model());
                    }
                })
                .chain(task -> ingest.submit(said.order(), customer, task, body, loop));
    }

    private static Executor loop(Context context) {
        return work -> context.runOnContext(now -> work.run());
    }

    private static RestResponse<JobView> reply(Ingest.Submitted submitted) {
        return ResponseBuilder.create(
                        submitted.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                        JobView.of(submitted.job()))
                .header(HttpHeaders.LOCATION, "/jobs/" + submitted.job().id())
                .build();
    }

    /** RFC 4180 lets a CSV file be in any character set: ours are in UTF-8. */
    static String format(@Nullable MediaType type) {
        if (type == null) {
            throw new Refused(
                    ProblemKind.UNSUPPORTED_MEDIA_TYPE, "Say what it is with the header Content-Type.", List.of());
        }
        String charset = type.getParameters().getOrDefault(MediaType.CHARSET_PARAMETER, "utf-8");
        if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("us-ascii")) {
            throw new Refused(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "Send the file in UTF-8.", List.of());
        }
        return type.getSubtype().equalsIgnoreCase("csv") ? JobFile.CSV : JobFile.NDJSON;
    }
}
