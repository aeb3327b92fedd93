package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Keys;
import dev.sheaf.bulk.Lane;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.Ledger;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.Relay.Relayed;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is relayed to the provider as it stands, through the front door. */
@Timeout(60)
class RelayEndpointTest {
    private static final String FORM = "--b 1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n"
            + "Content-Type: audio/wav\r\n\r\n\u0000\u0001name=\"model\"\r\n--b 1\r\n"
            + "content-disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b 1--\r\n";

    private final StagedRelay relay = new StagedRelay();
    private final List<Ledger.Entry> booked = new CopyOnWriteArrayList<>();
    private Door door = open(Passthrough.STATELESS);

    private Door open(Passthrough passthrough) {
        var relaying = new Relaying(
                relay,
                new Books(booked::add, PriceTable.builtIn(), InstantSource.system()),
                Allowance.FREE,
                () -> "other");
        return Door.open(Keys.anyOnLoopback(), List.of(new RelayEndpoint(new Settings(passthrough, 10_000), relaying)));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private record Settings(Passthrough passthrough, long maxBody) implements GatewayConfig {
        @Override
        public long maxFile() {
            return 1;
        }

        @Override
        public Lane batchLane() {
            return Lane.BATCH;
        }

        @Override
        public Duration patience() {
            return Duration.ofMinutes(1);
        }

        @Override
        public int maxConversations() {
            return 1;
        }

        @Override
        public int conversationsInFlight() {
            return 1;
        }

        @Override
        public Duration modelsFreshness() {
            return Duration.ofMinutes(1);
        }
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return send(method, path, body, "application/json");
    }

    private HttpResponse<String> send(String method, String path, String body, String type) {
        return door.send(method, path, body, "Authorization", "Bearer theirs", "Content-Type", type);
    }

    private Ledger.Entry entry() {
        assertThat(booked).hasSize(1);
        return booked.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "embeddings, m, m",
        "moderations, , omni-moderation-latest",
        "completions, m, m",
        "images/generations, , dall-e-2",
        "audio/speech, tts-1, tts-1",
    })
    void what_leaves_nothing_behind_is_relayed_as_it_stands(String path, String named, String gate) {
        String body = named == null ? "{ \"input\":\"x\"}" : "{ \"model\":\"" + named + "\",\"input\":1.50}";

        HttpResponse<String> reply = send("POST", "/v1/" + path, body);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(relay.body()).isEqualTo(body);
        assertThat(relay.only().path()).isEqualTo("/" + path);
        assertThat(relay.only().model()).isEqualTo(gate);
        assertThat(relay.only().headers()).doesNotContainKey("authorization");
    }

    @Test
    void embeddings_are_booked() {
        relay.answers(200, "{\"data\":[{\"embedding\":[0.1]}],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}");
        send("POST", "/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"x\"}");
        assertThat(entry().usage()).isEqualTo(new Usage(8, 0, 0, 0));
        assertThat(entry().confirmed()).isTrue();
        assertThat(entry().model()).isEqualTo("text-embedding-3-small");
    }

    @Test
    void what_counts_no_tokens_is_booked_as_unconfirmed() {
        send("POST", "/v1/moderations", "{\"input\":\"x\"}");
        assertThat(entry().usage()).isEqualTo(Usage.NONE);
        assertThat(entry().confirmed()).isFalse();
    }

    @Test
    void a_response_is_passed_on_if_nothing_of_it_is_stored() {
        relay.answers(200, "{\"usage\":{\"input_tokens\":4,\"output_tokens\":5}}");
        send("POST", "/v1/responses", "{\"model\":\"m\",\"input\":\"x\",\"store\":false,\"conversation\":null}");
        assertThat(relay.asked).hasSize(1);
        assertThat(entry().usage()).isEqualTo(new Usage(4, 0, 5, 0));
    }

    @Test
    void the_stream_of_a_response_passes_as_it_comes_and_is_booked() {
        String events = "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
                + "{\"usage\":{\"input_tokens\":4,\"output_tokens\":5}}}\n\n";
        relay.streams(events);

        HttpResponse<String> reply = send("POST", "/v1/responses", "{\"model\":\"m\",\"stream\":true,\"store\":false}");

        assertThat(reply.body()).isEqualTo(events);
        assertThat(entry().usage()).isEqualTo(new Usage(4, 0, 5, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m'} | store",
                "{'model':'m','store':true} | store",
                "{'model':'m','store':null} | store",
                "{'model':'m','store':false,'background':true} | background",
                "{'model':'m','store':false,'previous_response_id':'resp_1'} | previous_response_id",
                "{'model':'m','store':false,'conversation':{'id':'c'}} | conversation",
            })
    void a_response_that_would_be_stored_or_reads_another_is_refused(String body, String param) {
        HttpResponse<String> reply = send("POST", "/v1/responses", body.replace('\'', '"'));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("\"type\":\"invalid_request_error\"").contains("\"param\":\"" + param + "\"");
        assertThat(relay.asked).isEmpty();
    }

    @Test
    void a_form_is_relayed_as_it_stands_under_the_model_that_it_names() {
        send("POST", "/v1/audio/transcriptions", FORM, "multipart/form-data; boundary=\"b 1\"");
        assertThat(relay.body()).isEqualTo(FORM);
        assertThat(relay.only().model()).isEqualTo("whisper-1");
        assertThat(relay.only().streamed()).isFalse();
        assertThat(relay.only().headers()).containsEntry("content-type", "multipart/form-data; boundary=\"b 1\"");
    }

    @Test
    void a_form_can_ask_for_a_stream() {
        String form = FORM.replace("name=\"model\"\r\n\r\nwhisper-1", "name=stream\r\n\r\ntrue");
        send("POST", "/v1/audio/transcriptions", form, "multipart/form-data; boundary=\"b 1\"");
        assertThat(relay.only().streamed()).isTrue();
        assertThat(relay.only().model()).isEqualTo("unknown");
    }

    @Test
    void a_form_without_a_boundary_is_refused() {
        assertThat(send("POST", "/v1/images/edits", FORM, "multipart/form-data").statusCode())
                .isEqualTo(400);
    }

    @Test
    void sounds_pass_byte_by_byte() throws Exception {
        byte[] sound = {(byte) 0xff, 0, '\n', '\n', (byte) 0xfe};
        relay.answersBy((passage, lost) -> Uni.createFrom()
                .item(new Relayed(
                        200,
                        Map.of("content-type", "audio/mpeg"),
                        Multi.createFrom().item(sound))));

        HttpResponse<byte[]> reply = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(door.address("/v1/audio/speech"))
                                .header("Authorization", "Bearer k")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"tts-1\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(reply.body()).isEqualTo(sound);
        assertThat(reply.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(relay.only().streamed()).isTrue();
        assertThat(entry().confirmed()).isFalse();
    }

    @Test
    void a_task_is_asked_through_chat_completions_only() {
        HttpResponse<String> reply = send("POST", "/v1/embeddings", "{\"model\":\"sheaf/t\",\"input\":\"x\"}");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("\"param\":\"model\"");
    }

    @Test
    void a_body_that_is_no_json_is_refused() {
        assertThat(send("POST", "/v1/embeddings", "{").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/v1/embeddings", "").statusCode()).isEqualTo(400);
        assertThat(relay.asked).isEmpty();
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        assertThat(send("POST", "/v1/embeddings", "x".repeat(10_001)).statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/assistants", "/v1/threads", "/v1/embeddings/x", "/v1/vector_stores"})
    void other_addresses_are_not_there(String path) {
        assertThat(send("POST", path, "{}").statusCode()).isEqualTo(404);
        assertThat(relay.asked).isEmpty();
    }

    @Test
    void what_the_provider_stored_cannot_be_read() {
        assertThat(send("GET", "/v1/responses/resp_1", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/responses", "").statusCode()).isEqualTo(405);
        assertThat(relay.asked).isEmpty();
    }

    @Test
    void for_a_single_tenant_all_is_relayed() {
        door.close();
        door = open(Passthrough.ALL);
        byte[] list = StagedRelay.bytes("{\"data\":[]}");
        relay.answersBy((passage, lost) -> Uni.createFrom()
                .item(new Relayed(200, Map.of(), Multi.createFrom().item(list))));

        HttpResponse<String> reply = send("DELETE", "/v1/responses/a%2Fb?x=1&y=%20", "");

        assertThat(reply.body()).isEqualTo(new String(list, StandardCharsets.UTF_8));
        assertThat(relay.only().method()).isEqualTo("DELETE");
        assertThat(relay.only().path()).isEqualTo("/responses/a%2Fb?x=1&y=%20");
        assertThat(booked).isEmpty();
    }

    @Test
    void for_a_single_tenant_what_costs_is_booked_all_the_same() {
        door.close();
        door = open(Passthrough.ALL);
        relay.answers(200, "{\"usage\":{\"input_tokens\":4,\"output_tokens\":5}}");

        send("POST", "/v1/threads/runs?x=1", "{\"model\":\"m\"}");
        send("POST", "/v1/responses", "{\"model\":\"m\",\"store\":true}");

        assertThat(relay.asked)
                .extracting(passage -> passage.path())
                .containsExactly("/threads/runs?x=1", "/responses");
        assertThat(booked).hasSize(2).allMatch(Ledger.Entry::confirmed);
    }
}
