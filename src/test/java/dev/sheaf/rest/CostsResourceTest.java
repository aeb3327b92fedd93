package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates, costs and caps over HTTP. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class CostsResourceTest {
    private static final String PASSED_ON =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"A lamp.\"}]}";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String JSON = "application/json";
    private static final String ROWS = "text\nOne lamp.\nTwo lamps.\n\"\"\n";

    @TestHTTPResource
    URI base;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer whatever")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", type);
        } else {
            request.header("Accept", type);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        return MAPPER.readTree(reply.body());
    }

    private void put(String task, String model) throws Exception {
        String definition = "{\"instructions\":\"Classify it.\",\"labels\":[\"A\",\"B\"],\"model\":\"" + model + "\"}";
        assertThat(send("PUT", "/tasks/" + task, JSON, definition).statusCode()).isLessThan(300);
    }

    @BeforeEach
    void tasks() throws Exception {
        put("priced", "gpt-4o-mini");
        put("unpriced", "llama-3.1-8b");
    }

    @AfterEach
    void uncap() throws Exception {
        send("DELETE", "/caps/tenant", JSON, "");
        send("DELETE", "/caps/tasks/priced", JSON, "");
    }

    @Test
    void items_and_files_are_estimated_alike() throws Exception {
        JsonNode items = json(send(
                "POST",
                "/estimates",
                JSON,
                "{\"task\":\"priced\",\"items\":[{\"id\":\"1\",\"text\":\"One lamp.\"},"
                        + "{\"id\":\"2\",\"text\":\"Two lamps.\"}]}"));
        JsonNode file = json(send("POST", "/estimates?task=priced", "text/csv", ROWS));

        JsonNode lines = json(send(
                "POST",
                "/estimates?task=priced",
                "application/x-ndjson",
                "{\"id\":\"1\",\"text\":\"One lamp.\"}\n{\"id\":\"2\",\"text\":\"Two lamps.\"}\n{\"id\":\"3\"}\n"));

        assertThat(items.path("items").asInt()).isEqualTo(2);
        assertThat(file.path("refused").asInt()).isOne();
        assertThat(lines.path("refused").asInt()).isOne();
        assertThat(lines.path("strategies")).isEqualTo(items.path("strategies"));
        assertThat(lines.at("/checks/calls").isNumber()).isTrue();
        assertThat(file.path("strategies")).isEqualTo(items.path("strategies"));
        assertThat(file.at("/strategies/packedBatch/calls").asInt()).isOne();
        assertThat(file.at("/strategies/alone/calls").asInt()).isEqualTo(2);
        assertThat(file.at("/strategies/packed/cost").isNumber()).isTrue();
    }

    @Test
    void a_model_without_a_price_is_unknown() throws Exception {
        JsonNode file = json(send("POST", "/estimates?task=unpriced", "text/csv", ROWS));
        assertThat(file.at("/strategies/packed/cost").asText()).isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /estimates?task=none | text/csv | unknown_task",
                "POST | /estimates?task=priced&lane=batch | text/csv | invalid_request",
                "POST | /estimates | text/csv | invalid_request",
                "GET | /costs?from=soon | application/json | invalid_request",
                "GET | /costs?from=2026-02-02&to=2026-02-01 | application/json | invalid_request",
                "GET | /costs?by=day,weather | application/json | invalid_request",
                "POST | /jobs?task=unpriced&cap=5.00 | text/csv | invalid_request",
                "POST | /jobs?task=priced&cap=much | text/csv | invalid_request",
            })
    void what_is_wrong_is_refused(String method, String path, String type, String code) throws Exception {
        assertThat(json(send(method, path, type, method.equals("POST") ? ROWS : ""))
                        .path("code")
                        .asText())
                .isEqualTo(code);
    }

    @Test
    void costs_of_days_without_calls_are_nothing_and_come_as_csv_too() throws Exception {
        JsonNode costs = json(send("GET", "/costs?from=2001-01-01&to=2001-01-31&by=day,task", JSON, ""));
        HttpResponse<String> csv = send("GET", "/costs?from=2001-01-01&to=2001-01-31&by=day,task", "text/csv", "");

        assertThat(costs.path("costs")).isEmpty();
        assertThat(costs.at("/total/calls").asInt()).isZero();
        assertThat(csv.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(csv.body()).startsWith("day,task,calls,").hasLineCount(1);
    }

    @Test
    void a_cap_is_put_told_and_refuses_what_it_has_no_room_for() throws Exception {
        JsonNode put = json(send("PUT", "/caps/tasks/priced", JSON, "{\"usdPerDay\":0}"));
        assertThat(put.at("/caps/0/task").asText()).isEqualTo("priced");
        assertThat(put.at("/caps/0/usdPerDay").decimalValue()).isZero();

        HttpResponse<String> refused = send("POST", "/tasks/priced/answers", JSON, "{\"text\":\"A lamp.\"}");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).path("code").asText()).isEqualTo("cap_reached");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        HttpResponse<String> wire = send(
                "POST",
                "/v1/chat/completions",
                JSON,
                "{\"model\":\"sheaf/priced\",\"messages\":[{\"role\":\"user\",\"content\":\"A lamp.\"}]}");
        assertThat(wire.statusCode()).isEqualTo(429);
        assertThat(json(wire).at("/error/code").asText()).isEqualTo("cap_reached");
        assertThat(json(wire).at("/error/type").asText()).isEqualTo("insufficient_quota");
        assertThat(wire.headers().firstValue("x-should-retry")).contains("false");

        assertThat(send("DELETE", "/caps/tasks/priced", JSON, "").statusCode()).isEqualTo(204);
        assertThat(json(send("GET", "/caps", JSON, "")).path("caps")).isEmpty();
    }

    @Test
    void a_tenants_cap_refuses_calls_that_are_passed_on_but_no_look_at_a_list() throws Exception {
        send("PUT", "/caps/tenant", JSON, "{\"usdPerDay\":0}");

        HttpResponse<String> chat = send("POST", "/v1/chat/completions", JSON, PASSED_ON);
        HttpResponse<String> embedded =
                send("POST", "/v1/embeddings", JSON, "{\"model\":\"text-embedding-3-small\",\"input\":\"A lamp.\"}");
        HttpResponse<String> list = send("GET", "/v1/models", JSON, "");

        for (HttpResponse<String> refused : List.of(chat, embedded)) {
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
            assertThat(json(refused).at("/error/code").asText()).isEqualTo("cap_reached");
            assertThat(json(refused).at("/error/type").asText()).isEqualTo("insufficient_quota");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
        }
        assertThat(list.statusCode()).isEqualTo(200);

        assertThat(send("DELETE", "/caps/tenant", JSON, "").statusCode()).isEqualTo(204);
        HttpResponse<String> after = send("POST", "/v1/chat/completions", JSON, PASSED_ON);
        assertThat(after.body()).doesNotContain("cap_reached");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/caps/tasks/unpriced | {\"usdPerDay\":5} | invalid_request",
                "/caps/tasks/none | {\"usdPerDay\":5} | unknown_task",
                "/caps/tenant | {\"usdPerDay\":-1} | invalid_request",
                "/caps/tenant | {\"usdPerDay\":\"5\"} | invalid_request",
                "/caps/tenant | {\"usdPerDay\":null} | invalid_request",
                "/caps/tenant | {} | invalid_request",
                "/caps/tenant | {\"usdPerDay\":1e400} | invalid_request",
                "/caps/tenant | {\"usdPerDay\":5,\"more\":1} | invalid_request",
                "/caps/tenant | [] | invalid_request",
            })
    void a_cap_that_cannot_be_held_is_refused(String path, String body, String code) throws Exception {
        assertThat(json(send("PUT", path, JSON, body)).path("code").asText()).isEqualTo(code);
    }
}
