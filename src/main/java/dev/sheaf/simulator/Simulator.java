package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible provider on a loopback port of its own. It is no model: it answers by word lists and chance, fails
 * on purpose where it is told to, and keeps a bill of what it served.
 */
public final class Simulator implements AutoCloseable {
    /** Said wherever the simulator shows itself. */
    public static final String NO_MODEL =
            "This is the Sheaf simulator and no model: its labels come from word lists and chance and mean nothing.";

    /** The {@code system_fingerprint} of every reply. */
    public static final String FINGERPRINT = "sheaf-simulator-no-model";

    private static final String HOST = "127.0.0.1";
    private static final int START_SECONDS = 30;

    private final HttpServer server;
    private final @Nullable Vertx own;
    private final SimulatedClock clock;
    private final Controls controls;
    private final ChatWork work;
    private final Vertx vertx;
    private final Vault vault;
    private final Till till;
    private final Waits waits;
    private final Mishaps mishaps;
    private final FileShelf files;
    private final BatchShelf batches;
    private final BatchDesk desk;
    private final Routes routes = new Routes();
    private final AtomicLong requests = new AtomicLong();

    private Simulator(Vertx vertx, boolean owned, SimulatorOptions options, InstantSource real) {
        ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.vertx = vertx;
        this.vault = Vault.open(options.data(), json);
        this.clock = new SimulatedClock(real, options.speed(), vault.latest());
        this.controls = new Controls(options, clock);
        this.own = owned ? vertx : null;
        this.till = new Till(new BillLog(vault, json));
        ModelCatalog models = new ModelCatalog(options.models());
        this.work = new ChatWork(json, models, controls, clock);
        this.waits = new Waits(vertx, clock, controls);
        this.mishaps = new Mishaps(controls, till);
        Ids ids = new Ids(Seeds.mix(options.seed(), real.millis(), System.identityHashCode(this)));
        this.files = new FileShelf(vault, clock, ids);
        this.batches = new BatchShelf(vault, files, controls, clock, mishaps, ids);
        Hooks hooks = new Hooks(vertx, controls, clock, mishaps);
        this.desk = new BatchDesk(
                vertx,
                clock,
                new BatchTask.BatchWorks(
                        batches,
                        work,
                        new LineWork(work, till, clock, json),
                        new BatchFiles(files, json),
                        models,
                        till,
                        controls,
                        clock,
                        json),
                hooks);
        route(new ModelsEndpoint(models), new ChatEndpoint(vertx, work, till, controls, waits));
        route(new EmbeddingsEndpoint(json, till), new ResponsesEndpoint(json, work, till, waits));
        route(new FilesEndpoint(files, mishaps));
        route(new BatchesEndpoint(vertx, json, batches, desk, mishaps, clock, waits, hooks));
        route(new ControlEndpoint(json, controls, till, work));
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(HOST).setPort(options.port()))
                .requestHandler(this::take);
    }

    /**
     * Starts on an event loop of its own.
     *
     * @throws IllegalStateException where the port is taken, or the directory for its data
     */
    public static Simulator start(SimulatorOptions options) {
        FileSystemOptions files =
                new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
        VertxOptions one = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(files);
        Vertx vertx = Vertx.vertx(one);
        try {
            return new Simulator(vertx, true, options, InstantSource.system()).listen();
        } catch (RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    /**
     * Starts on an event loop of the given Vert.x, which it leaves open. Waits, so not to be called from an event loop.
     *
     * @throws IllegalStateException where the port is taken, or the directory for its data
     */
    public static Simulator start(Vertx vertx, SimulatorOptions options) {
        return new Simulator(vertx, false, options, InstantSource.system()).listen();
    }

    private void route(ModelsEndpoint models, ChatEndpoint chat) {
        routes.add(HttpMethod.GET, "/v1/models", models::list)
                .add(HttpMethod.GET, "/v1/models/", models::one)
                .add(HttpMethod.POST, "/v1/chat/completions", chat::handle);
    }

    private void route(EmbeddingsEndpoint embeddings, ResponsesEndpoint responses) {
        routes.add(HttpMethod.POST, "/v1/embeddings", embeddings::embed)
                .add(HttpMethod.POST, "/v1/moderations", embeddings::moderate)
                .add(HttpMethod.POST, "/v1/responses", responses::handle);
    }

    private void route(FilesEndpoint endpoint) {
        routes.add(HttpMethod.GET, "/v1/files", endpoint::list)
                .add(HttpMethod.POST, "/v1/files", (exchange, body) -> {})
                .add(HttpMethod.GET, "/v1/files/", endpoint::get)
                .add(HttpMethod.DELETE, "/v1/files/", endpoint::delete);
    }

    private void route(BatchesEndpoint endpoint) {
        routes.add(HttpMethod.GET, "/v1/batches", endpoint::list)
                .add(HttpMethod.POST, "/v1/batches", endpoint::create)
                .add(HttpMethod.GET, "/v1/batches/", endpoint::one)
                .add(HttpMethod.POST, "/v1/batches/", endpoint::cancel);
    }

    private void route(ControlEndpoint control) {
        routes.add(HttpMethod.GET, "/simulator", control::notice)
                .add(HttpMethod.GET, "/simulator/bill", control::bill)
                .add(HttpMethod.DELETE, "/simulator/bill", control::clearBill)
                .add(HttpMethod.GET, "/simulator/faults", control::faults)
                .add(HttpMethod.PUT, "/simulator/faults", control::changeFaults)
                .add(HttpMethod.POST, "/simulator/truth", control::truth);
    }

    private Simulator listen() {
        try {
            till.load();
            files.load();
            batches.load();
            batches.unfinished().forEach(desk::take);
            await(server.listen());
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void await(Future<?> future) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("the simulator can't be started or closed from an event loop");
        }
        try {
            future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException | TimeoutException e) {
            throw new IllegalStateException("the simulator can't listen: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the simulator started", e);
        }
    }

    private void take(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, till, requests.incrementAndGet(), clock);
        request.response().exceptionHandler(gone -> {});
        if (request.method().equals(HttpMethod.POST) && request.path().equals("/v1/files")) {
            exchange.guarded(() -> upload(exchange)).run();
            return;
        }
        new BodyReader(controls.options().maxBodyBytes(), request).read(body -> answer(exchange, body), exchange::fail);
    }

    private void upload(Exchange exchange) {
        Routes.refuseWithoutKey(exchange);
        long bound = controls.options().batches().maxFileBytes();
        new Upload(vertx, files, bound, exchange)
                .take()
                .onSuccess(exchange.guarded((StoredFile file) -> {
                    if (mishaps.swallows(file)) {
                        waits.forever(exchange.response());
                    } else {
                        exchange.send(file.describe());
                    }
                }))
                .onFailure(exchange::broken);
    }

    private void answer(Exchange exchange, Buffer body) {
        exchange.guarded(() -> route(exchange, body)).run();
    }

    private void route(Exchange exchange, Buffer body) {
        Routes.refuseWithoutKey(exchange);
        HttpServerRequest request = exchange.request();
        routes.find(request.method(), request.path()).handle(exchange, body);
    }

    /** The port on the loopback interface. */
    public int port() {
        return server.actualPort();
    }

    /** The base that clients of the provider are pointed at: {@code http://127.0.0.1:<port>/v1}. */
    public URI baseUrl() {
        return URI.create("http://" + HOST + ":" + port() + "/v1");
    }

    /** What it has served so far. */
    public Bill bill() {
        return till.bill();
    }

    /**
     * The true answers of a request for a completion, by slot; that of a text without a number under an empty name. Not
     * billed, and without faults and noise.
     *
     * @param body as it is posted
     */
    public Map<String, JsonNode> truth(String body) {
        Map<String, JsonNode> truth = new LinkedHashMap<>();
        work.truth(body.getBytes(StandardCharsets.UTF_8)).forEach(answer -> truth.put(answer.slot(), answer.value()));
        return truth;
    }

    /** What it runs with now. */
    public SimulatorOptions options() {
        return controls.options();
    }

    /** Changes what can be changed while it runs: all but port, models and body bound. */
    public void change(SimulatorOptions changed) {
        controls.change(changed);
    }

    /** Ends at once: calls that wait for a reply lose their connection. */
    @Override
    public void close() {
        desk.close();
        await(own == null ? server.close() : own.close());
        till.close();
        vault.close();
    }
}
