package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {
    static Simulator simulator;
    static Caller caller;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withLatency(Latency.NONE));
        caller = new Caller(simulator);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @AfterEach
    void never_a_failure_of_its_own() {
        assertThat(simulator.bill().replies()).doesNotContainKey(500);
    }

    static HttpResponse<String> post(String body) throws IOException {
        return caller.post("/v1/chat/completions", body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"x\"",
                "[]",
                "{",
                "{}",
                "{\"model\":5}",
                "{\"model\":null}",
                "{}{}",
                "{\"model\":\"gpt-4o\"}",
                "{\"model\":\"gpt-4o\",\"messages\":{}}",
                "{\"model\":\"gpt-4o\",\"messages\":[1]}",
                "{\"model\":\"gpt-4o\",\"messages\":[{}]}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":5,\"content\":\"x\"}]}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":[{}]}]}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":{\"a\":1}}]}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":1e400}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":5}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[5]}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tool_choice\":{\"function\":5}}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":5}",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{\"type\":\"json_schema\"}}",
            })
    void nonsense_is_refused_in_the_envelope(String body) throws IOException {
        HttpResponse<String> response = post(body);
        assertThat(response.statusCode()).as(response.body()).isBetween(400, 499);
        assertThat(Caller.json(response).at("/error/message").asText()).isNotBlank();
    }

    @Test
    void deep_json_is_refused() throws IOException {
        assertThat(post("{\"model\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")
                        .statusCode())
                .isEqualTo(400);
        ObjectNode body = Caller.sentiment();
        String deep = "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"a\"],\"properties\":{\"a\":"
                        .repeat(80)
                + "{\"type\":\"null\"}" + "}}".repeat(80);
        body.putObject("response_format")
                .put("type", "json_schema")
                .putObject("json_schema")
                .put("name", "deep")
                .put("strict", true)
                .set("schema", Caller.json(deep));
        assertThat(caller.ask(body).statusCode()).isEqualTo(400);
        body.withObject("/response_format/json_schema").put("strict", false);
        assertThat(caller.ask(body).statusCode()).isEqualTo(200);
    }

    @Test
    void a_schema_that_contains_itself_ends() throws IOException {
        ObjectNode body = Caller.sentiment();
        String schema =
                "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"a\",\"b\",\"c\"],\"properties\":{"
                        + "\"a\":{\"$ref\":\"#\"},\"b\":{\"$ref\":\"#\"},\"c\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}}}";
        body.putObject("response_format")
                .put("type", "json_schema")
                .putObject("json_schema")
                .put("name", "loop")
                .put("strict", true)
                .set("schema", Caller.json(schema));
        assertThat(caller.ask(body).statusCode()).isEqualTo(200);
    }

    @Test
    void a_pattern_that_never_ends_is_given_up() throws IOException {
        ObjectNode body = Caller.chat("Extract.", "[417] " + "a".repeat(80) + "!");
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(a+)+$\"},"
                + "\"b\":{\"type\":\"string\",\"pattern\":\"(\"}}}";
        body.putObject("response_format")
                .put("type", "json_schema")
                .putObject("json_schema")
                .put("name", "slow")
                .set("schema", Caller.json(schema));
        assertThat(caller.ask(body).statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_beyond_the_bound_is_413_and_one_below_it_is_read() throws IOException {
        String tooLong = "x".repeat(11 * 1024 * 1024);
        HttpResponse<String> response = post(tooLong);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(Caller.json(response).at("/error/type").asText()).isEqualTo("invalid_request_error");
        String unbroken =
                Caller.chat(Caller.SENTIMENT, "[417] " + "x".repeat(9_000_000)).toString();
        assertThat(post(unbroken).statusCode()).isEqualTo(400);
        String words = Caller.chat(Caller.SENTIMENT, "[417] " + "words and ".repeat(900_000))
                .toString();
        assertThat(Caller.json(post(words)).at("/error/code").asText()).isEqualTo("context_length_exceeded");
    }

    @Test
    void invalid_utf8_is_refused() throws IOException {
        byte[] body = Caller.sentiment().toString().getBytes(StandardCharsets.UTF_8);
        body[body.length - 20] = (byte) 0xFF;
        HttpResponse<String> response =
                caller.send(caller.request("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        assertThat(response.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void any_text_gets_an_answer(long seed) throws IOException {
        String[] parts = {
            "[417] ",
            "\n",
            "1. ",
            "Labels:",
            "- ",
            "{",
            "\"",
            "}",
            "]",
            "[",
            "\\",
            " or ",
            ", ",
            "POSITIVE",
            "json",
            "first words",
            "\u0000",
            "\ud83d",
            "🙂",
            "שלום",
            ":",
            "| ",
            "Item 3: ",
            "\t",
            "'",
            "`",
            "**",
            "own line",
            "x".repeat(300),
            "\u2028"
        };
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 60; round++) {
            String system = text(random, parts);
            String user = text(random, parts);
            simulator.change(simulator
                    .options()
                    .withFaults(FaultPlan.parse(
                            "missing=0.5,doubled=0.5,contradicting=0.5,extra=0.5,skipped=0.5,skipped-invented=0.5,shuffled=0.5,"
                                    + "wrong-label=0.5,next-turn=0.5,single-quotes=0.5,comma-joined=0.5,malformed=0.5,fences=0.5,"
                                    + "prose=0.5,cut=0.5")));
            assertThat(caller.ask(Caller.chat(system, user)).statusCode())
                    .as(system + user)
                    .isEqualTo(200);
        }
        simulator.change(simulator.options().withFaults(FaultPlan.NONE));
    }

    static String text(SplittableRandom random, String[] parts) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
