package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What operators see: metrics and health. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class ObservedTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource
    URI base;

    StagedProvider provider;

    @Test
    void metrics_tell_items_packs_waits_calls_tokens_repairs_and_limits() throws Exception {
        send(
                "PUT",
                "/tasks/observed",
                "{'instructions':'Classify the sentiment.','labels':['POSITIVE','NEGATIVE'],"
                        + "'packing':{'maxItems':2}}");
        provider.replies(
                "observed-limited", StagedProvider.Reply.error(429, "rate_limit_exceeded"), StagedProvider.Reply.PASS);
        provider.replies("observed-mute", StagedProvider.Reply.text("No."), StagedProvider.Reply.PASS);
        provider.replies("observed-refused", StagedProvider.Reply.error(401, "invalid_api_key"));
        Figures before = Figures.of(http, base);
        var billed = provider.bill();

        ask("great one", "awful one");
        ask("great observed-limited");
        ask("great observed-mute");
        ask("observed-refused");
        Map<String, Double> grown = Figures.of(http, base).since(before);

        assertThat(grown)
                .containsEntry("sheaf_items_total{outcome=\"answered\"}", 4.0)
                .containsEntry("sheaf_items_total{outcome=\"failed\"}", 1.0)
                .containsEntry("sheaf_packs_total", 4.0)
                .containsEntry("sheaf_pack_items_count", 4.0)
                .containsEntry("sheaf_pack_items_sum", 5.0)
                .containsEntry("sheaf_queue_wait_seconds_count", 5.0)
                .containsEntry("sheaf_repairs_total{reason=\"missing\"}", 1.0)
                .containsEntry("sheaf_failures_total{reason=\"provider_unauthorized\"}", 1.0)
                .containsEntry("sheaf_model_latency_seconds_count{outcome=\"ok\"}", 4.0)
                .containsEntry("sheaf_model_latency_seconds_count{outcome=\"provider_rate_limited\"}", 1.0)
                .containsEntry("sheaf_model_latency_seconds_count{outcome=\"provider_unauthorized\"}", 1.0)
                .containsEntry("sheaf_model_retries_total", 1.0)
                .containsEntry("sheaf_provider_rate_limited_total", 1.0)
                // ten tokens for the reply that the test wrote down
                .containsEntry(
                        "sheaf_model_tokens_total{kind=\"input\"}",
                        10.0 + provider.bill().inputTokens() - billed.inputTokens());
    }

    @Test
    void what_has_not_happened_yet_is_there_as_nothing() throws Exception {
        assertThat(Figures.of(http, base).values())
                .containsEntry("sheaf_queue_items", 0.0)
                .containsEntry("sheaf_provider_inflight", 0.0)
                .containsEntry("sheaf_provider_cooldown", 0.0)
                .containsKey("sheaf_provider_waiting{priority=\"online\"}");
    }

    @Test
    void it_is_live_and_ready_and_says_whether_the_provider_can_be_reached() throws Exception {
        assertThat(json("/q/health/live").path("status").asText()).isEqualTo("UP");
        JsonNode ready = json("/q/health/ready");
        assertThat(ready.path("status").asText()).isEqualTo("UP");
        JsonNode reached = StreamSupport.stream(ready.path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals("provider"))
                .findFirst()
                .orElseThrow();
        assertThat(reached.path("data").path("reachable").asBoolean()).isTrue();
    }

    private void ask(String... texts) throws Exception {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            items.append(i == 0 ? "" : ",").append("{'id':'" + i + "','text':'" + texts[i] + "'}");
        }
        send("POST", "/tasks/observed/answers", "{'items':[" + items + "]}");
    }

    private void send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isIn(200, 201);
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(path));
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString())
                .body();
    }
}
