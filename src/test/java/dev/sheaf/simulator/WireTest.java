package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    static Simulator simulator;
    static Caller caller;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(
                SimulatorOptions.DEFAULT.withLatency(Latency.NONE).withModels(Set.of("my-model")));
        caller = new Caller(simulator);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void a_reply_has_the_providers_members() throws IOException {
        HttpResponse<String> response = caller.ask(Caller.sentiment());
        JsonNode reply = Caller.json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(reply.fieldNames())
                .toIterable()
                .containsExactly(
                        "id", "object", "created", "model", "choices", "usage", "service_tier", "system_fingerprint");
        assertThat(reply.get("id").asText()).matches("chatcmpl-[0-9a-f]{32}");
        assertThat(reply.get("object").asText()).isEqualTo("chat.completion");
        assertThat(reply.get("model").asText()).isEqualTo("gpt-4o-mini");
        assertThat(reply.get("system_fingerprint").asText()).isEqualTo("sheaf-simulator-no-model");
        assertThat(reply.get("choices").toString())
                .isEqualTo(
                        "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"[417] POSITIVE\\n[952] NEGATIVE"
                                + "\\n[233] NEUTRAL\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,"
                                + "\"finish_reason\":\"stop\"}]");
    }

    @Test
    void usage_counts_messages_overhead_and_reply() throws IOException {
        ObjectNode body = Caller.chat("", "Say yes or no: is it late?");
        JsonNode usage = Caller.json(caller.ask(body)).get("usage");
        int text = TokensTest.TRUTH.countTokensOrdinary("Say yes or no: is it late?");
        assertThat(usage.get("prompt_tokens").intValue()).isEqualTo(text + 3 + 3);
        assertThat(usage.get("completion_tokens").intValue()).isEqualTo(1);
        assertThat(usage.get("total_tokens").intValue()).isEqualTo(text + 7);
        assertThat(usage.at("/prompt_tokens_details/cached_tokens").intValue()).isZero();
        assertThat(usage.at("/completion_tokens_details/reasoning_tokens").intValue())
                .isZero();
    }

    @Test
    void a_fixedprefix_is_cached_the_second_time_in_steps_of_128() throws IOException {
        String fixed = Caller.SENTIMENT + "\n" + "The tone counts more than the topic. ".repeat(150);
        caller.ask(Caller.chat(fixed, "[417] one"));
        JsonNode usage =
                Caller.json(caller.ask(Caller.chat(fixed, "[952] another"))).get("usage");
        int cached = usage.at("/prompt_tokens_details/cached_tokens").intValue();
        assertThat(cached % 128).isZero();
        assertThat(cached).isBetween(1024, usage.get("prompt_tokens").intValue());
        assertThat(usage.get("prompt_tokens").intValue() - cached).isLessThan(256);
    }

    @Test
    void every_reply_bears_an_id_and_the_rate_headers() throws IOException {
        HttpResponse<String> response = caller.ask(Caller.sentiment());
        assertThat(response.headers().firstValue("x-request-id").orElseThrow()).matches("req_[0-9a-f]{32}");
        assertThat(response.headers().firstValue("openai-processing-ms").orElseThrow())
                .matches("\\d+");
        for (String kind : List.of("requests", "tokens")) {
            assertThat(response.headers()
                            .firstValueAsLong("x-ratelimit-limit-" + kind)
                            .orElseThrow())
                    .isPositive();
            assertThat(response.headers()
                            .firstValueAsLong("x-ratelimit-remaining-" + kind)
                            .orElseThrow())
                    .isPositive();
            assertThat(response.headers()
                            .firstValue("x-ratelimit-reset-" + kind)
                            .orElseThrow())
                    .matches("(\\d+h)?(\\d+m)?(\\d+(\\.\\d+)?s)?(\\d+ms)?");
        }
        assertThat(response.headers().firstValue("x-request-id"))
                .isNotEqualTo(caller.ask(Caller.sentiment()).headers().firstValue("x-request-id"));
    }

    @Test
    void models_are_listed_and_found_by_name() throws IOException {
        JsonNode list = Caller.json(caller.get("/v1/models"));
        assertThat(list.get("object").asText()).isEqualTo("list");
        assertThat(list.get("data").findValuesAsText("id")).contains("gpt-4o-mini", "my-model");
        JsonNode one = Caller.json(caller.get("/v1/models/gpt-4o-mini-2024-07-18"));
        assertThat(one.get("object").asText()).isEqualTo("model");
        assertThat(one.get("owned_by").asText()).isEqualTo("sheaf-simulator");
        assertThat(caller.get("/v1/models/nothing").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim-anything", "my-model", "gpt-4.1-nano-2025-04-14"})
    void known_models_answer(String model) throws IOException {
        assertThat(caller.ask(Caller.sentiment().put("model", model)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_unknown_model_is_404() throws IOException {
        HttpResponse<String> response = caller.ask(Caller.sentiment().put("model", "gpt-9"));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body())
                .isEqualTo(
                        "{\"error\":{\"message\":\"The model `gpt-9` does not exist or you do not have access to it.\","
                                + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"model_not_found\"}}");
    }

    @Test
    void without_a_key_it_is_401() throws IOException {
        HttpResponse<String> response = caller.send(HttpRequest.newBuilder(
                        simulator.baseUrl().resolve("/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(Caller.sentiment().toString())));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(Caller.json(response).at("/error/code").asText()).isEqualTo("invalid_api_key");
        assertThat(caller.send(HttpRequest.newBuilder(simulator.baseUrl().resolve("/v1/models")))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\":[]}|empty_array|messages",
                "{\"messages\":null}|missing_required_parameter|messages",
                "{\"messages\":\"hi\"}|invalid_type|messages",
                "{\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]}|invalid_value|messages[0].role",
                "{\"messages\":[{\"role\":\"user\",\"content\":null}]}|invalid_type|messages[0].content",
                "{\"temperature\":\"hot\"}|invalid_type|temperature",
                "{\"temperature\":3}|decimal_above_max_value|temperature",
                "{\"n\":0}|integer_below_min_value|n",
                "{\"seed\":1.5}|invalid_type|seed",
                "{\"stream\":\"yes\"}|invalid_type|stream",
                "{\"service_tier\":\"gold\"}|invalid_value|service_tier",
                "{\"max_completion_tokens\":20000}|invalid_value|max_completion_tokens",
                "{\"max_tokens\":5,\"max_completion_tokens\":5}|invalid_parameter_combination|max_tokens",
                "{\"temprature\":0}|unknown_parameter|temprature",
                "{\"metadata\":{\"a\":1}}|invalid_type|metadata",
                "{\"response_format\":{\"type\":\"xml\"}}|invalid_value|response_format.type",
                "{\"tools\":[]}|invalid_type|tools",
                "{\"tools\":[{\"type\":\"function\",\"function\":{}}]}|missing_required_parameter|tools[0].function.name",
                "{\"model\":\"o3-mini\"}|unsupported_value|temperature",
                "{\"model\":\"gpt-5-mini\",\"temperature\":1,\"max_tokens\":5}|unsupported_parameter|max_tokens",
            })
    void what_the_provider_refuses_is_refused(String changes, String code, String param) throws IOException {
        ObjectNode body = Caller.sentiment();
        body.setAll((ObjectNode) Caller.json(changes));
        HttpResponse<String> response = caller.ask(body);
        JsonNode error = Caller.json(response).get("error");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.get("code").asText()).isEqualTo(code);
        assertThat(error.get("param").asText()).isEqualTo(param);
    }

    @Test
    void json_mode_wants_the_word_in_the_messages() throws IOException {
        ObjectNode body = Caller.sentiment();
        body.putObject("response_format").put("type", "json_object");
        assertThat(Caller.json(caller.ask(body)).at("/error/param").asText()).isEqualTo("messages");
    }

    @Test
    void json_mode_answers_with_an_object_from_number_to_label() throws IOException {
        ObjectNode body = Caller.chat(
                "Labels:\n- POSITIVE\n- NEGATIVE\n- NEUTRAL\n\nAnswer with a JSON object from number to label.",
                Caller.THREE);
        body.putObject("response_format").put("type", "json_object");
        assertThat(caller.content(body)).isEqualTo("{\"417\":\"POSITIVE\",\"952\":\"NEGATIVE\",\"233\":\"NEUTRAL\"}");
    }

    @Test
    void a_prompt_beyond_the_context_is_refused() throws IOException {
        ObjectNode body =
                Caller.chat(Caller.SENTIMENT, "[417] " + "word ".repeat(9_000)).put("model", "gpt-4");
        HttpResponse<String> response = caller.ask(body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Caller.json(response).at("/error/code").asText()).isEqualTo("context_length_exceeded");
    }

    @Test
    void output_beyond_the_allowed_tokens_is_cut() throws IOException {
        JsonNode reply = Caller.json(caller.ask(Caller.sentiment().put("max_completion_tokens", 4)));
        assertThat(reply.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat("[417] POSITIVE\n[952] NEGATIVE")
                .startsWith(reply.at("/choices/0/message/content").asText());
        assertThat(reply.at("/usage/completion_tokens").intValue()).isLessThanOrEqualTo(4);
    }

    @Test
    void several_choices_are_each_billed() throws IOException {
        JsonNode one = Caller.json(caller.ask(Caller.sentiment()));
        JsonNode three = Caller.json(caller.ask(Caller.sentiment().put("n", 3)));
        assertThat(three.get("choices")).hasSize(3);
        assertThat(three.at("/choices/2/index").intValue()).isEqualTo(2);
        assertThat(three.at("/usage/completion_tokens").intValue())
                .isEqualTo(3 * one.at("/usage/completion_tokens").intValue());
    }

    @Test
    void a_stream_ends_with_usage_where_asked_and_done() throws IOException {
        ObjectNode body = Caller.sentiment().put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        HttpResponse<String> response = caller.ask(body);
        List<String> events = new ArrayList<>();
        response.body().lines().filter(line -> !line.isEmpty()).forEach(events::add);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(events).allMatch(event -> event.startsWith("data: "));
        assertThat(events.get(events.size() - 1)).isEqualTo("data: [DONE]");
        StringBuilder text = new StringBuilder();
        for (String event : events.subList(0, events.size() - 1)) {
            text.append(Caller.json(event.substring(6))
                    .at("/choices/0/delta/content")
                    .asText(""));
        }
        assertThat(text.toString().replace("null", "")).isEqualTo(caller.content(Caller.sentiment()));
        JsonNode last = Caller.json(events.get(events.size() - 2).substring(6));
        assertThat(last.get("choices")).isEmpty();
        assertThat(last.at("/usage/prompt_tokens").intValue()).isPositive();
    }

    @Test
    void a_client_may_upgrade_to_http_2() throws Exception {
        var client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_2)
                .build();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = client.send(
                    caller.request("/v1/chat/completions")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    Caller.sentiment().toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void unknown_paths_and_methods_are_refused_in_the_providers_envelope() throws IOException {
        assertThat(caller.get("/v1/nothing").statusCode()).isEqualTo(404);
        HttpResponse<String> wrong = caller.get("/v1/chat/completions");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(Caller.json(wrong).at("/error/message").asText()).contains("GET on /v1/chat/completions");
    }
}
