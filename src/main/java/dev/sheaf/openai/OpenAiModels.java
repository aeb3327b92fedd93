package dev.sheaf.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Relay;
import dev.sheaf.model.Replicas;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** Builds the configured provider's model: a gate for each of its models, one pool of connections. */
@ApplicationScoped
public class OpenAiModels {
    private static final int IDLE_CONNECTION_SECONDS = 30;
    /** Never what holds a call up: the gates do, and in their order. */
    private static final int CONNECTIONS = 10_000;

    /** A renewal may be late twice before others take this replica's part. */
    private static final int RENEWALS_A_LEASE = 4;

    private final int connections;

    OpenAiModels() {
        this(CONNECTIONS);
    }

    OpenAiModels(int connections) {
        this.connections = connections;
    }

    @Produces
    @Singleton
    Gates gates(OpenAiConfig config, Vertx vertx) {
        Time time = Time.of(vertx);
        RateGate.Limits limits = limits(config);
        return new Gates(() -> new RateGate(limits, time), time);
    }

    @Produces
    @Singleton
    SharedLimits sharedLimits(Gates gates, Replicas replicas, OpenAiConfig config) {
        String credential = new Credentials(config).digest(config.baseUrl());
        return new SharedLimits(
                gates, replicas, credential, config.shareRenewal().multipliedBy(RENEWALS_A_LEASE));
    }

    @Produces
    @Singleton
    ChatModel chatModel(OpenAiConfig config, Gates gates, Vertx vertx, MeterRegistry registry) {
        Credentials credentials = new Credentials(config);
        ObjectMapper json = json();
        Time time = Time.of(vertx);
        ModelMetrics metrics = new ModelMetrics(registry);
        metrics.watch(gates);
        return new OpenAiChatModel(
                gates,
                new RestWire(
                        client(ChatApi.class, config.baseUrl(), config, credentials.headers()),
                        new RestExchange(vertx)),
                new ErrorReader(json, InstantSource.system(), address(config.baseUrl()), credentials::withoutKey),
                rules(config, time),
                metrics,
                json);
    }

    @Produces
    @Singleton
    Relay relay(OpenAiConfig config, Gates gates, Vertx vertx, MeterRegistry registry) {
        Credentials credentials = new Credentials(config);
        Time time = Time.of(vertx);
        var room = new WaitingRoom(config.relayWaiting(), config.relayPatience());
        ModelMetrics metrics = new ModelMetrics(registry);
        metrics.watch(room);
        var rules = new OpenAiRelay.Rules(config.timeout(), retry(config), time, OpenAiModels::chance);
        return new OpenAiRelay(new OpenAiRelay.Ground(
                vertx,
                gates,
                room,
                new RelayWire(FileClient.of(vertx, config, connections), config.baseUrl(), credentials.headers()),
                new ErrorReader(json(), InstantSource.system(), address(config.baseUrl()), credentials::withoutKey),
                rules,
                metrics,
                credentials::withoutKey));
    }

    @Produces
    @Singleton
    BatchModel batchModel(OpenAiConfig config, Vertx vertx, MeterRegistry registry) {
        return new MeteredBatchModel(batches(config, vertx), registry);
    }

    private BatchModel batches(OpenAiConfig config, Vertx vertx) {
        Credentials credentials = new Credentials(config);
        BatchAddress address = new BatchAddress(config.baseUrl());
        Map<String, String> headers = credentials.headers();
        Pace pace = new Pace(config.batchTimeout());
        ObjectMapper json = json();
        return new OpenAiBatchModel(
                client(BatchApi.class, address.base(), config, headers),
                new RestExchange(vertx),
                new FileWire(vertx, FileClient.of(vertx, config), address, headers, Time.of(vertx), pace),
                new ErrorReader(json, InstantSource.system(), address.inWords(), credentials::withoutKey),
                json,
                new OpenAiBatchModel.Rules(pace, config.outputExpiresAfter(), () -> UUID.randomUUID()
                        .toString()));
    }

    @Produces
    @Singleton
    ChatWire chatWire() {
        return new OpenAiChatWire();
    }

    private static ObjectMapper json() {
        return JsonMapper.builder().build();
    }

    private static RateGate.Limits limits(OpenAiConfig config) {
        return new RateGate.Limits(
                config.concurrency(),
                config.requestsPerMinute().orElse(0),
                config.tokensPerMinute().orElse(0),
                config.maxWait());
    }

    private static OpenAiChatModel.Rules rules(OpenAiConfig config, Time time) {
        return new OpenAiChatModel.Rules(config.timeout(), retry(config), time, OpenAiModels::chance);
    }

    private static RetryRule retry(OpenAiConfig config) {
        return new RetryRule(config.retries(), config.maxWait());
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }

    private <T> T client(Class<T> api, URI base, OpenAiConfig config, Map<String, String> headers) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(base)
                .connectTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, connections)
                .property(QuarkusRestClientProperties.CONNECTION_TTL, IDLE_CONNECTION_SECONDS)
                // over TLS the server chooses HTTP/2 or 1.1; without it 1.1 is what every server speaks
                .property(
                        QuarkusRestClientProperties.HTTP2,
                        "https".equals(config.baseUrl().getScheme()))
                .userAgent("sheaf")
                // a bad reply is a reply
                .disableDefaultMapper(true)
                .httpClientRequestCustomizer(request -> prepare(request, headers))
                .build(api);
    }

    private static void prepare(HttpClientRequest request, Map<String, String> headers) {
        headers.forEach(request::putHeader);
        RestExchange.made(request);
    }

    /** Where requests go, without what may be secret. */
    private static String address(URI base) {
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        String path = base.getPath() == null ? "" : base.getPath().replaceAll("/+$", "");
        return base.getScheme() + "://" + base.getHost() + port + path + "/chat/completions";
    }
}
