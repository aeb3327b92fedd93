package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTest {
    Simulator simulator;
    Caller caller;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withLatency(Latency.NONE));
        caller = new Caller(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void members_named_are_changed_and_the_others_stay() throws IOException {
        HttpResponse<String> response = caller.put("/simulator/faults", """
                {"faults":"length=0.1,429=0.2","seed":7,"latency":"300ms","speed":1000,
                 "limits":{"tokensPerMinute":5000,"enqueuedTokens":20000000000,"batchesPerHour":2000},
                 "batches":{"turnaround":"7m","window":"24h","maxLines":10},"noise":{"preset":"rte-gpt4","slope":0.5},"hang":"2m"}
                """);
        assertThat(response.statusCode()).isEqualTo(200);
        SimulatorOptions now = simulator.options();
        assertThat(now.faults()).isEqualTo(FaultPlan.parse("length=0.1,429=0.2"));
        assertThat(now.seed()).isEqualTo(7);
        assertThat(now.speed()).isEqualTo(1000);
        assertThat(now.latency().base()).isEqualTo(Duration.ofMillis(300));
        assertThat(now.limits()).isEqualTo(new Limits(0, 5000, 20_000_000_000L, 2000));
        assertThat(now.batches())
                .isEqualTo(new BatchSettings(Duration.ofMinutes(7), Duration.ofHours(24), 200L << 20, 10));
        assertThat(now.noise()).isEqualTo(Noise.preset("rte-gpt4").withSlope(0.5));
        assertThat(now.hang()).isEqualTo(Duration.ofMinutes(2));
        caller.put("/simulator/faults", "{\"seed\":9007199254740993}");
        assertThat(simulator.options().seed()).isEqualTo(9007199254740993L);
        assertThat(simulator.options().withSeed(7)).isEqualTo(now);
    }

    @Test
    void what_is_read_can_be_written_back() throws IOException {
        String now = caller.get("/simulator/faults").body();
        assertThat(caller.put("/simulator/faults", now).body()).isEqualTo(now);
        JsonNode kinds = Caller.json(now).get("kinds");
        assertThat(kinds).hasSize(Fault.values().length);
        assertThat(kinds.toString())
                .contains("\"429\"", "\"timeout-before\"", "\"skipped-invented\"", "\"wrong-label\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"faults\":\"nope=1\"}",
                "{\"seed\":\"x\"}",
                "{\"speed\":0}",
                "{\"latency\":\"fast\"}",
                "{\"latency\":-5}",
                "{\"limits\":{\"requestsPerMinute\":-1}}",
                "{\"limits\":{\"enqueuedTokens\":-1}}",
                "{\"batches\":{\"turnaround\":\"0s\"}}",
                "{\"batches\":{\"window\":\"9000h\"}}",
                "{\"batches\":{\"maxLines\":0}}",
                "{\"noise\":\"loud\"}",
                "{\"noise\":{\"errors\":{\"x\":0.1}}}",
                "{\"hang\":\"0ms\"}",
                "{\"fault\":\"0.1\"}",
                "{",
                "null",
                "{\"seed\":1e300}",
                "{\"latency\":{\"base\":[]}}"
            })
    void nonsense_changes_nothing_and_is_named(String body) throws IOException {
        SimulatorOptions before = simulator.options();
        HttpResponse<String> response = caller.put("/simulator/faults", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Caller.json(response).at("/error/message").asText()).isNotBlank();
        assertThat(simulator.options()).isEqualTo(before);
    }

    @Test
    void it_says_that_it_is_no_model() throws IOException {
        assertThat(caller.get("/simulator").body()).contains("no model");
        assertThat(caller.get("/simulator/faults").body()).contains("no model");
    }

    @Test
    void a_given_vertx_stays_open_and_a_taken_port_is_said() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Simulator other = Simulator.start(vertx, SimulatorOptions.DEFAULT)) {
            assertThat(new Caller(other).get("/v1/models").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> Simulator.start(SimulatorOptions.DEFAULT.withPort(other.port())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("can't listen");
        }
        CompletableFuture<Boolean> alive = new CompletableFuture<>();
        vertx.runOnContext(ignored -> alive.complete(true));
        assertThat(alive.get()).isTrue();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void closing_lets_held_calls_go() throws IOException {
        simulator.change(simulator.options().withFaults(FaultPlan.parse("timeout-before=1")));
        CompletableFuture<Throwable> ended = CompletableFuture.supplyAsync(() -> {
            try {
                caller.ask(Caller.sentiment());
                return null;
            } catch (IOException hungUp) {
                return hungUp;
            }
        });
        while (simulator.bill().faults().isEmpty()) {
            caller.get("/simulator/bill");
        }
        simulator.close();
        assertThat(ended.join()).isInstanceOf(IOException.class);
    }
}
