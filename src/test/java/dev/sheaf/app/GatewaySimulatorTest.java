package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.simulator.Fault;
import dev.sheaf.simulator.FaultPlan;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.simulator.SimulatorOptions;
import dev.sheaf.store.StoredLedger;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The gateway in the whole service over HTTP, with the simulator for a provider. */
@QuarkusTest
@WithTestResource(SimulatorResource.class)
class GatewaySimulatorTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    Simulator simulator;

    @Inject
    Pool pool;

    @Inject
    StoredLedger ledger;

    @TestHTTPResource
    URI service;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(service.resolve(path))
                        .header("Authorization", "Bearer whatever")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private Row entry(HttpResponse<String> reply) {
        ledger.write().await().atMost(BOUND);
        String call = reply.headers().firstValue("x-request-id").orElseThrow();
        return pool.preparedQuery("select * from ledger where request = $1")
                .execute(Tuple.of(call))
                .await()
                .atMost(BOUND)
                .iterator()
                .next();
    }

    @Test
    void embeddings_come_from_the_provider_and_are_booked() throws Exception {
        HttpResponse<String> reply =
                post("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":[\"one\",\"two words\"]}");

        assertThat(reply.statusCode()).isEqualTo(200);
        JsonNode body = JSON.readTree(reply.body());
        assertThat(body.path("data")).hasSize(2);
        assertThat(reply.headers().firstValue("x-provider-request-id")).isPresent();
        Row entry = entry(reply);
        assertThat(entry.getLong("input"))
                .isEqualTo(body.at("/usage/prompt_tokens").asLong());
        assertThat(entry.getBoolean("confirmed")).isTrue();
    }

    @Test
    void the_stream_of_a_response_comes_from_the_provider_and_is_booked() throws Exception {
        HttpResponse<String> reply = post(
                "/v1/responses", "{\"model\":\"gpt-4o-mini\",\"store\":false,\"stream\":true,\"input\":\"Hello\"}");

        assertThat(reply.body()).contains("event: response.completed\n");
        Row entry = entry(reply);
        assertThat(entry.getLong("output")).isPositive();
        assertThat(entry.getBoolean("confirmed")).isTrue();
        assertThat(entry.getBigDecimal("cost")).isPositive();
    }

    @Test
    void a_refusal_of_the_providers_comes_back_as_it_is() throws Exception {
        HttpResponse<String> reply = post("/v1/embeddings", "{\"model\":\"nothing-known\",\"input\":\"x\"}");
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(reply.body()).at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @Test
    void a_stream_comes_from_a_server_that_knows_no_stream_options_and_is_booked_by_estimate() throws Exception {
        SimulatorOptions usual = simulator.options();
        simulator.change(usual.withFaults(new FaultPlan(0, Map.of(Fault.STREAM_OPTIONS, 1.0))));
        try {
            HttpResponse<String> reply = post(
                    "/v1/chat/completions",
                    "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).endsWith("data: [DONE]\n\n").doesNotContain("usage");
            Row entry = entry(reply);
            assertThat(entry.getBoolean("confirmed")).isFalse();
            assertThat(entry.getLong("output")).isPositive();
        } finally {
            simulator.change(usual);
        }
    }
}
