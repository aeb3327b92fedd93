package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults of streams, and what is no chat completion. */
class OtherEndpointsTest {
    private final Simulator simulator = Simulator.start(SimulatorOptions.DEFAULT.withLatency(Latency.NONE));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void close() {
        simulator.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException {
        return caller.send(caller.request(path).POST(BodyPublishers.ofString(body)));
    }

    private JsonNode good(String path, String body) throws IOException {
        HttpResponse<String> reply = post(path, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Caller.JSON.readTree(reply.body());
    }

    private static String streamed() {
        ObjectNode body = Caller.sentiment().put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        return body.toString();
    }

    private void strike(Fault fault) {
        simulator.change(simulator.options().withFaults(new FaultPlan(0, Map.of(fault, 1.0))));
    }

    @Test
    void a_stream_is_cut_in_the_middle_and_billed() {
        strike(Fault.STREAM_CUT);
        assertThatIOException().isThrownBy(() -> post("/v1/chat/completions", streamed()));
        assertThat(simulator.bill().calls()).isOne();
        assertThat(simulator.bill().undelivered().calls()).isOne();
    }

    @Test
    void a_stream_ends_without_its_last_event() throws IOException {
        strike(Fault.STREAM_NO_DONE);
        HttpResponse<String> reply = post("/v1/chat/completions", streamed());
        assertThat(reply.body()).contains("\"usage\":{").doesNotContain("[DONE]");
        assertThat(simulator.bill().undelivered().calls()).isZero();
    }

    @Test
    void a_server_that_knows_no_stream_options_refuses_them_and_bills_nothing() throws IOException {
        strike(Fault.STREAM_OPTIONS);

        HttpResponse<String> refused = post("/v1/chat/completions", streamed());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Caller.JSON.readTree(refused.body()).at("/error/param").asText())
                .isEqualTo("stream_options");
        assertThat(simulator.bill().calls()).isZero();
        String without = Caller.sentiment().put("stream", true).toString();
        assertThat(post("/v1/chat/completions", without).body()).contains("[DONE]");
    }

    @Test
    void faults_of_streams_strike_no_other_reply() throws IOException {
        strike(Fault.STREAM_CUT);
        assertThat(good("/v1/chat/completions", Caller.sentiment().toString()).path("choices"))
                .hasSize(1);
    }

    @Test
    void the_same_text_has_the_same_embedding() throws IOException {
        JsonNode reply = good(
                "/v1/embeddings",
                "{\"model\":\"text-embedding-3-small\",\"input\":[\"one\",\"two words\",\"one\"],\"dimensions\":8}");

        JsonNode data = reply.path("data");
        assertThat(data).hasSize(3);
        assertThat(data.get(0).path("embedding"))
                .hasSize(8)
                .isEqualTo(data.get(2).path("embedding"));
        assertThat(data.get(0).path("embedding")).isNotEqualTo(data.get(1).path("embedding"));
        assertThat(data.get(1).path("index").asInt()).isOne();
        assertThat(reply.path("usage").path("prompt_tokens").asInt()).isEqualTo(4);
        assertThat(simulator.bill().inputTokens()).isEqualTo(4);
    }

    @Test
    void an_embedding_can_come_packed() throws IOException {
        String body = "{\"model\":\"text-embedding-3-large\",\"input\":\"one\",\"dimensions\":4";
        JsonNode plain = good("/v1/embeddings", body + "}").at("/data/0/embedding");
        String packed = good("/v1/embeddings", body + ",\"encoding_format\":\"base64\"}")
                .at("/data/0/embedding")
                .textValue();

        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(packed)).order(ByteOrder.LITTLE_ENDIAN);
        for (JsonNode number : plain) {
            assertThat(bytes.getFloat()).isEqualTo(number.floatValue());
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void moderations_flag_nothing_and_cost_nothing() throws IOException {
        JsonNode reply = good("/v1/moderations", "{\"input\":[\"a\",\"b\"]}");
        assertThat(reply.path("results")).hasSize(2);
        assertThat(reply.at("/results/0/flagged").booleanValue()).isFalse();
        assertThat(reply.at("/results/0/category_scores")).hasSize(13);
        assertThat(reply.path("model").asText()).isEqualTo("omni-moderation-latest");
        assertThat(simulator.bill().inputTokens()).isZero();
    }

    @Test
    void a_response_says_what_a_completion_would() throws IOException {
        String body = "{\"model\":\"gpt-4o-mini\",\"store\":false,\"input\":[{\"role\":\"user\",\"content\":"
                + "[{\"type\":\"input_text\",\"text\":\"Hello\"}]}]";
        JsonNode response = good("/v1/responses", body + "}");

        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(response.at("/output/0/content/0/text").asText()).isNotBlank();
        assertThat(response.at("/usage/input_tokens").asLong())
                .isEqualTo(simulator.bill().inputTokens())
                .isPositive();
        assertThat(post("/v1/responses", body + ",\"stream\":true}").body())
                .startsWith("event: response.created\ndata: {")
                .contains("event: response.output_text.delta\n")
                .contains("event: response.completed\n")
                .contains("\"usage\":{\"input_tokens\"");
    }

    @Test
    void wrong_requests_are_refused() throws IOException {
        assertThat(post("/v1/responses", "{\"model\":\"gpt-4o-mini\",\"input\":\"x\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/v1/embeddings", "{\"model\":\"gpt-4o\",\"input\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":[]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/v1/moderations", "[]").statusCode()).isEqualTo(400);
    }
}
